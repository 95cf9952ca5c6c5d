; What the program itself wrote into the registry of this person goes with it: links, start at login, clicks on notifications. An update
; uninstalls the old version as well, and must leave them.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegKey HKCU "Software\Classes\willwatch"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "${APP_ID}"
    DeleteRegKey HKCU "Software\Classes\CLSID\{31EC363C-8ECA-48D3-B1DD-C8CFDB23D3A6}"
  ${endIf}
!macroend

using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'prod')
param location = readEnvironmentVariable('AZURE_LOCATION', 'uksouth')
param alertAddress = readEnvironmentVariable('OUTCOMES_ALERT_ADDRESS', 'performance@council.example')
param privateEndpoints = bool(readEnvironmentVariable('OUTCOMES_PRIVATE_ENDPOINTS', 'false'))

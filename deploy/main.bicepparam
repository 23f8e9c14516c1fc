using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'prod')
param location = readEnvironmentVariable('AZURE_LOCATION', 'uksouth')
param alertAddress = readEnvironmentVariable('OUTCOMES_ALERT_ADDRESS')
param budgetFrom = readEnvironmentVariable('OUTCOMES_BUDGET_FROM', '')
param privateEndpoints = bool(readEnvironmentVariable('OUTCOMES_PRIVATE_ENDPOINTS', 'false'))
param authority = readEnvironmentVariable('OUTCOMES_AUTHORITY', '')
param audience = readEnvironmentVariable('OUTCOMES_AUDIENCE', '')
param maximumInstances = int(readEnvironmentVariable('OUTCOMES_MAXIMUM_INSTANCES', '40'))
param settings = json(readEnvironmentVariable('OUTCOMES_SETTINGS', '{}'))

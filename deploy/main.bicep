// Outcomes on Azure: a Functions app (Flex Consumption) with its storage, vault, telemetry, alerts and budget, in a resource group of its own.
// `azd provision` runs this; so does `az deployment sub create --location uksouth --template-file deploy/main.bicep --parameters deploy/main.bicepparam`.
targetScope = 'subscription'

@description('Name of the environment, such as prod; part of every resource\'s name.')
@minLength(2)
@maxLength(12)
param environmentName string

@description('Azure region. It must offer Flex Consumption.')
param location string = 'uksouth'

@description('Who is told by e-mail when an alert fires or the budget is nearly spent.')
param alertAddress string

@description('Monthly budget in the billing currency; alerts at 80 and 100 per cent.')
@minValue(1)
param monthlyBudget int = 100

@description('First day of the month from which the budget counts, YYYY-MM-DD: of the first deployment only. Azure takes no other start for a budget that is there; empty leaves it as it is.')
param budgetFrom string = ''

@description('Whether storage and vault are reached over private endpoints only.')
param privateEndpoints bool = false

@description('Issuer of bearer tokens, such as https://login.microsoftonline.com/<tenant>/v2.0; empty: keys only.')
param authority string = ''

@description('Audience of bearer tokens; belongs with the issuer.')
param audience string = ''

@description('Most instances at once of each function.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Further settings of the app, such as Sources__<name>__Hosts. A secret is a reference to Key Vault, never its value. They are given with every deployment: what is not named here is taken away.')
param settings object = {}

var tags = { 'azd-env-name': environmentName, product: 'outcomes' }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-outcomes-${environmentName}'
  location: location
  tags: tags
}

module resources 'resources.bicep' = {
  name: 'outcomes'
  scope: group
  params: {
    environmentName: environmentName
    location: location
    tags: tags
    alertAddress: alertAddress
    monthlyBudget: monthlyBudget
    budgetFrom: budgetFrom
    privateEndpoints: privateEndpoints
    authority: authority
    audience: audience
    maximumInstances: maximumInstances
    furtherSettings: settings
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output OUTCOMES_APP string = resources.outputs.app
output OUTCOMES_ADDRESS string = resources.outputs.address
output OUTCOMES_LAKE string = resources.outputs.lake
output OUTCOMES_VAULT string = resources.outputs.vault

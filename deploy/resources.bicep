// Everything in the resource group. Nothing here holds a key of a storage account: the app's own identity is let in, with the least it needs.
param environmentName string
param location string
param tags object
param alertAddress string
param monthlyBudget int
param budgetFrom string
param privateEndpoints bool
param authority string
param audience string
param maximumInstances int
param furtherSettings object

var suffix = uniqueString(resourceGroup().id)
var name = 'outcomes-${environmentName}'
var publicAccess = privateEndpoints ? 'Disabled' : 'Enabled'
var queue = 'outcomes-work'
var packages = 'packages'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${name}'
  location: location
  tags: tags
}

// The lake, raw files and publications: a data lake (hierarchical namespace), which Fabric, Synapse, Spark and Trino read.
resource lake 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'lake${take(suffix, 13)}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    isHnsEnabled: true
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    supportsHttpsTrafficOnly: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: publicAccess
    networkAcls: { bypass: 'AzureServices', defaultAction: privateEndpoints ? 'Deny' : 'Allow' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: false } // raw files whose time is over, and what is erased, are gone for good
      containerDeleteRetentionPolicy: { enabled: true, days: 14 }
    }

    resource container 'containers' = {
      name: 'outcomes'
    }
  }
}

// The Functions host's own account, which may not have a hierarchical namespace; the queue of work items and the ledger's tables lie here too.
resource host 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'host${take(suffix, 13)}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    supportsHttpsTrafficOnly: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: publicAccess
    networkAcls: { bypass: 'AzureServices', defaultAction: privateEndpoints ? 'Deny' : 'Allow' }
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource container 'containers' = {
      name: packages
    }
  }

  resource queues 'queueServices' = {
    name: 'default'

    resource work 'queues' = {
      name: queue
    }

    resource poison 'queues' = {
      name: '${queue}-poison'
    }
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-${take(suffix, 13)}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    publicNetworkAccess: publicAccess
    networkAcls: { bypass: 'AzureServices', defaultAction: privateEndpoints ? 'Deny' : 'Allow' }
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
    workspaceCapping: { dailyQuotaGb: 1 }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${name}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
    DisableLocalAuth: true
  }
}

module network 'network.bicep' = if (privateEndpoints) {
  name: 'network'
  params: {
    name: name
    location: location
    tags: tags
    lakeId: lake.id
    hostId: host.id
    vaultId: vault.id
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

var settings = {
  AzureWebJobsStorage__accountName: host.name
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
  AzureWebJobsDisableHomepage: 'true'
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  AZURE_CLIENT_ID: identity.properties.clientId
  OUTCOMES_COUNCIL: '/home/site/wwwroot/council' // not relative: a worker may start in another folder (Azure/azure-functions-dotnet-worker#3374)
  OUTCOMES_DATA: '/tmp/outcomes'
  OUTCOMES_QUEUE: queue
  OUTCOMES_WORK__queueServiceUri: host.properties.primaryEndpoints.queue
  OUTCOMES_WORK__credential: 'managedidentity'
  OUTCOMES_WORK__clientId: identity.properties.clientId
  Storage__Blobs: lake.properties.primaryEndpoints.blob
  Storage__Tables: host.properties.primaryEndpoints.table
  Storage__CacheBytes: '300000000' // of the 0.8 GB of temporary disk that Flex Consumption has
  Sandbox__Temporary: '300MB'
  Tokens__Vault: vault.properties.vaultUri
  TickSchedule: '0 * * * * *'
  TidySchedule: '0 30 3 * * *'
  Access__Anonymous: 'false'
}
var tokens = empty(authority) ? {} : { Access__Authority: authority, Access__Audience: audience }

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${name}-${take(suffix, 6)}'
  location: location
  tags: union(tags, { 'azd-service-name': 'outcomes' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: privateEndpoints ? network!.outputs.appSubnet : null
    siteConfig: { minTlsVersion: '1.2', ftpsState: 'Disabled', http20Enabled: true }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${host.properties.primaryEndpoints.blob}${packages}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: { maximumInstanceCount: maximumInstances, instanceMemoryMB: 2048 }
    }
  }
  dependsOn: [grants]

  // Packages are put there with a token of Entra ID, never with a publishing password.
  resource ftpPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scmPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, tokens, furtherSettings)
  }
}

// Who may do what: the app, and nobody else.
module grants 'grants.bicep' = {
  name: 'grants'
  params: { principalId: identity.properties.principalId, lake: lake.name, host: host.name, vault: vault.name, insights: insights.name }
}

module alerts 'alerts.bicep' = {
  name: 'alerts'
  params: { name: name, location: location, tags: tags, insightsId: insights.id, hostId: host.id, address: alertAddress }
}

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = if (!empty(budgetFrom)) {
  name: 'budget-${name}'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: budgetFrom }
    notifications: {
      nearly: { enabled: true, operator: 'GreaterThan', threshold: 80, contactEmails: [alertAddress] }
      spent: { enabled: true, operator: 'GreaterThan', threshold: 100, contactEmails: [alertAddress] }
    }
  }
}

output app string = app.name
output address string = 'https://${app.properties.defaultHostName}'
output lake string = lake.name
output vault string = vault.name

// Role assignments of the app's identity: each the least that what it does needs, on one resource.
param principalId string
param lake string
param host string
param vault string
param insights string

resource lakeAccount 'Microsoft.Storage/storageAccounts@2024-01-01' existing = { name: lake }
resource hostAccount 'Microsoft.Storage/storageAccounts@2024-01-01' existing = { name: host }
resource keyVault 'Microsoft.KeyVault/vaults@2023-07-01' existing = { name: vault }
resource component 'Microsoft.Insights/components@2020-02-02' existing = { name: insights }

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // what the Functions host asks of its own account
var queueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var keyVaultSecretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7' // rotated refresh tokens are written back
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource lakeBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(lakeAccount.id, principalId, blobDataContributor)
  scope: lakeAccount
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobDataContributor) }
}

resource hostRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in [blobDataOwner, queueDataContributor, tableDataContributor]: {
  name: guid(hostAccount.id, principalId, role)
  scope: hostAccount
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role) }
}]

resource secrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(keyVault.id, principalId, keyVaultSecretsOfficer)
  scope: keyVault
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsOfficer) }
}

resource metrics 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, principalId, monitoringMetricsPublisher)
  scope: component
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher) }
}

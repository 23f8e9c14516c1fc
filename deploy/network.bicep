// A network of the app's own, and private endpoints for what it keeps.
param name string
param location string
param tags object
param lakeId string
param hostId string
param vaultId string

var endpoints = [
  { id: lakeId, group: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}', label: 'lake-blob' }
  { id: lakeId, group: 'dfs', zone: 'privatelink.dfs.${environment().suffixes.storage}', label: 'lake-dfs' }
  { id: hostId, group: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}', label: 'host-blob' }
  { id: hostId, group: 'queue', zone: 'privatelink.queue.${environment().suffixes.storage}', label: 'host-queue' }
  { id: hostId, group: 'table', zone: 'privatelink.table.${environment().suffixes.storage}', label: 'host-table' }
  { id: vaultId, group: 'vault', zone: 'privatelink.vaultcore.azure.net', label: 'vault' }
]
var zones = union(map(endpoints, endpoint => endpoint.zone), [])

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-${name}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.71.0.0/22'] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.71.0.0/24'
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      { name: 'endpoints', properties: { addressPrefix: '10.71.1.0/24' } }
    ]
  }
}

resource privateZones 'Microsoft.Network/privateDnsZones@2020-06-01' = [for zone in zones: {
  name: zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = [for (zone, place) in zones: {
  parent: privateZones[place]
  name: 'vnet-${name}'
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2024-01-01' = [for endpoint in endpoints: {
  name: 'pe-${name}-${endpoint.label}'
  location: location
  tags: tags
  properties: {
    subnet: { id: network.properties.subnets[1].id }
    privateLinkServiceConnections: [{ name: endpoint.label, properties: { privateLinkServiceId: endpoint.id, groupIds: [endpoint.group] } }]
  }
}]

resource groups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-01-01' = [for (endpoint, place) in endpoints: {
  parent: privateEndpoints[place]
  name: 'default'
  properties: { privateDnsZoneConfigs: [{ name: endpoint.label, properties: { privateDnsZoneId: privateZones[indexOf(zones, endpoint.zone)].id } }] }
}]

output appSubnet string = network.properties.subnets[0].id

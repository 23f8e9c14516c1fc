// Alerts as code, on what functions/Telemetry.cs counts. Each says in its description what to do: deploy/runbook.md has the steps.
param name string
param location string
param tags object
param insightsId string
param hostId string
param address string

var rules = [
  {
    name: 'stale-source'
    title: 'A source has not delivered'
    description: 'A run of a source failed. runbook: A source broke.'
    query: 'customMetrics | where name == "outcomes.runs" and tostring(customDimensions.status) == "failed" | summarize failed = sum(valueSum) by source = tostring(customDimensions.source)'
    window: 'PT1H'
  }
  {
    name: 'poison'
    title: 'A work item was given up'
    description: 'An item failed five times. runbook: A work item was given up.'
    query: 'customMetrics | where name == "outcomes.items.poison" and valueSum > 0'
    window: 'PT1H'
  }
  {
    name: 'held-back'
    title: 'Figures were held back'
    description: 'A check failed, or disclosure control refused a measure; readers see the figures before, as stale. runbook: Figures were held back.'
    query: 'customMetrics | where name == "outcomes.measures.stale" and valueSum > 0'
    window: 'PT1H'
  }
  {
    name: 'token'
    title: 'A credential is about to end'
    description: 'A source\'s refresh token ends within two weeks. runbook: A token is about to expire.'
    query: 'customMetrics | where name == "outcomes.credentials.expiring" and valueMax > 0'
    window: 'PT1H'
  }
  {
    name: 'silence'
    title: 'Nothing was published for two days'
    description: 'No publication was made. runbook: Nothing is published.'
    query: 'customMetrics | where name == "outcomes.publications" | summarize made = sum(valueSum) | where made == 0'
    window: 'P2D'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: { groupShortName: 'outcomes', enabled: true, emailReceivers: [{ name: 'owner', emailAddress: address, useCommonAlertSchema: true }] }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: 'alert-${name}-${rule.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: rule.title
    description: rule.description
    severity: 2
    enabled: true
    evaluationFrequency: 'PT1H'
    windowSize: rule.window
    scopes: [insightsId]
    criteria: { allOf: [{ query: rule.query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: 0 }] }
    autoMitigate: true
    actions: { actionGroups: [people.id] }
  }
}]

resource waiting 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-${name}-queue'
  location: 'global'
  tags: tags
  properties: {
    description: 'Work waits on the queue and nobody takes it. runbook: Nothing is published.'
    severity: 2
    enabled: true
    scopes: ['${hostId}/queueServices/default']
    evaluationFrequency: 'PT1H'
    windowSize: 'PT1H'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [{ criterionType: 'StaticThresholdCriterion', name: 'messages', metricName: 'QueueMessageCount', timeAggregation: 'Average', operator: 'GreaterThan', threshold: 500 }]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

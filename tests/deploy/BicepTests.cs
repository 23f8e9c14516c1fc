using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Outcomes.Tests.Deploy;

/// <summary>The Bicep of deploy/, compiled and linted by Microsoft's compiler.</summary>
public class BicepTests
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "deploy");

    [Fact]
    public async Task It_compiles_without_a_word_from_the_linter()
    {
        var (_, said) = await BicepAsync("lint", "main.bicep");
        Assert.Equal("", said);
    }

    [Fact]
    public async Task Parameters_of_azd_name_who_is_told_or_there_are_none()
    {
        var (parameters, faults) = await BicepAsync("build-params", "main.bicepparam", "--stdout");
        Assert.Equal("", faults);
        Assert.Contains("you@council.example", parameters);
        foreach (var parameter in (string[])["environmentName", "authority", "audience", "budgetFrom", "privateEndpoints", "settings"])
            Assert.Contains($"\\\"{parameter}\\\"", parameters);
        Assert.Contains("OUTCOMES_ALERT_ADDRESS", (await ToldAsync(alertAddress: null, "build-params", "main.bicepparam", "--stdout")).Errors);
    }

    /// <summary>Azure refuses another start of a budget that is there: a month later nothing could be deployed any more.</summary>
    [Fact]
    public async Task A_deployment_after_the_first_leaves_the_budget_as_it_is()
    {
        var (template, _) = await BicepAsync("build", "main.bicep", "--stdout");
        Assert.Contains("\"condition\": \"[not(empty(parameters('budgetFrom')))]\"", template);
        Assert.DoesNotContain("utcNow", template);
    }

    [Fact]
    public void The_workflow_gives_every_parameter_that_a_deployment_would_take_back()
    {
        var workflow = File.ReadAllText(Path.Combine(Checkout.Root, ".github", "workflows", "deploy.yml"));
        foreach (var parameter in (string[])["environmentName", "location", "alertAddress", "privateEndpoints", "authority", "audience", "maximumInstances", "settings"])
            Assert.Contains($" {parameter}=", workflow.Replace("\n", " ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_setting_the_app_is_given_is_one_that_is_read()
    {
        var (template, _) = await BicepAsync("build", "main.bicep", "--stdout");
        var settings = Regex.Matches(File.ReadAllText(Path.Combine(Folder, "resources.bicep")), @"^  (\w+): ", RegexOptions.Multiline).Select(match => match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal))
            .Where(name => name.StartsWith("OUTCOMES", StringComparison.Ordinal) || name.Contains(':') || name.EndsWith("Schedule", StringComparison.Ordinal)).ToArray();
        var known = new ConfigurationBuilder().AddJsonFile(Path.Combine(Checkout.Root, "local.settings.sample.json")).Build().GetSection("Values").AsEnumerable(makePathsRelative: true).Select(pair => pair.Key)
            .Concat(["OUTCOMES_WORK:credential", "OUTCOMES_WORK:clientId"]).ToHashSet();
        Assert.True(settings.Length > 8);
        Assert.All(settings.Where(name => !name.StartsWith("AzureWebJobs", StringComparison.Ordinal)), name => Assert.Contains(name, known));
        Assert.Contains("FlexConsumption", template);
    }

    /// <summary>A deployment replaces all settings of an app: those of a council's sources must be among those it gives.</summary>
    [Fact]
    public async Task Settings_of_the_council_are_given_with_each_deployment()
    {
        var (template, _) = await BicepAsync("build", "main.bicep", "--stdout");
        Assert.Matches(@"""properties"": ""\[union\(.*parameters\('furtherSettings'\)\)\]""", template);
        Assert.Contains("\"value\": \"[parameters('settings')]\"", template);
        Assert.Contains("settings='${{ vars.SETTINGS || '{}' }}'", File.ReadAllText(Path.Combine(Checkout.Root, ".github", "workflows", "deploy.yml")));
    }

    /// <summary>A worker may start in another folder than the package's.</summary>
    [Fact]
    public void The_council_folder_is_named_from_the_root() =>
        Assert.Matches(@"\bOUTCOMES_COUNCIL: '/home/site/wwwroot/council'", File.ReadAllText(Path.Combine(Folder, "resources.bicep")));

    [Fact]
    public void What_is_deleted_from_the_lake_is_deleted_for_good() =>
        Assert.Matches(@"\bdeleteRetentionPolicy: \{ enabled: false \}", File.ReadAllText(Path.Combine(Folder, "resources.bicep")));

    [Fact]
    public async Task No_account_has_a_key_and_the_app_has_six_roles_and_no_more()
    {
        var (template, _) = await BicepAsync("build", "main.bicep", "--stdout");
        using var parsed = JsonDocument.Parse(template);
        var resources = Resources(parsed.RootElement).ToArray();

        var accounts = resources.Where(resource => Type(resource) is "Microsoft.Storage/storageAccounts" && resource.TryGetProperty("kind", out _)).ToArray();
        Assert.Equal(2, accounts.Length);
        Assert.All(accounts, account => Assert.False(account.GetProperty("properties").GetProperty("allowSharedKeyAccess").GetBoolean()));
        Assert.All(accounts, account => Assert.False(account.GetProperty("properties").GetProperty("allowBlobPublicAccess").GetBoolean()));
        Assert.DoesNotContain("listKeys", template);
        // Three on the host's account are one copied resource.
        Assert.Equal(4, resources.Count(resource => Type(resource) is "Microsoft.Authorization/roleAssignments"));
        Assert.All(resources.Where(resource => Type(resource) is "Microsoft.Authorization/roleAssignments"), role => Assert.True(role.TryGetProperty("scope", out _), "a role for the whole group"));
        foreach (var needed in (string[])["Microsoft.KeyVault/vaults", "Microsoft.Insights/components", "Microsoft.ManagedIdentity/userAssignedIdentities", "Microsoft.Network/privateEndpoints", "Microsoft.Consumption/budgets", "Microsoft.Web/sites"])
            Assert.Contains(resources, resource => Type(resource) == needed);
    }

    [Fact]
    public void Every_alert_is_on_a_count_the_code_keeps_and_has_its_steps_in_the_runbook()
    {
        var alerts = File.ReadAllText(Path.Combine(Folder, "alerts.bicep"));
        var runbook = File.ReadAllText(Path.Combine(Folder, "runbook.md"));
        var counts = File.ReadAllText(Path.Combine(Checkout.Root, "functions/Telemetry.cs"));
        var names = Regex.Matches(alerts, @"name == ""(outcomes\.[a-z.]+)""").Select(match => match.Groups[1].Value).ToArray();
        Assert.True(names.Length >= 5);
        Assert.All(names, name => Assert.Contains($"\"{name}\"", counts));
        var steps = Regex.Matches(alerts, @"runbook: ([^.']+)\.").Select(match => match.Groups[1].Value).ToArray();
        Assert.True(steps.Length >= 6);
        Assert.All(steps, step => Assert.Contains($"## {step}\n", runbook));
    }

    private static string Type(JsonElement resource) => resource.TryGetProperty("type", out var type) ? type.GetString()! : "";

    private static IEnumerable<JsonElement> Resources(JsonElement template)
    {
        foreach (var resource in template.GetProperty("resources").ValueKind is JsonValueKind.Array ? template.GetProperty("resources").EnumerateArray() : template.GetProperty("resources").EnumerateObject().Select(pair => pair.Value))
        {
            yield return resource;
            if (Type(resource) is "Microsoft.Resources/deployments")
                foreach (var inner in Resources(resource.GetProperty("properties").GetProperty("template")))
                    yield return inner;
        }
    }

    private static Task<(string Output, string Errors)> BicepAsync(params string[] arguments) => ToldAsync("you@council.example", arguments);

    private static async Task<(string Output, string Errors)> ToldAsync(string? alertAddress, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64, "The package of the Bicep compiler that these tests use is for Linux on x64.");
        var program = typeof(BicepTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key is "Bicep").Value!;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1", ["OUTCOMES_ALERT_ADDRESS"] = alertAddress } })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await output, await errors);
    }
}

using System.Text.RegularExpressions;
using Scalewright.Providers.AutoScaling.Parameters;

namespace AutoScaling.Tests;

/// <summary>
/// Recorded parameters are stored and shown and have no other effect. The reference page lists them with reasons.
/// </summary>
public partial class RecordedParameterTests
{
    private const int MaxLineLength = 120;
    private static readonly string Page = Repository.At("docs", "reference", "providers", "aws.md");

    [Fact]
    public void The_reference_page_lists_exactly_the_recorded_parameters_with_their_reasons()
    {
        string list = Write();
        string text = File.ReadAllText(Page);
        Match found = List().Match(text);
        found.Success.ShouldBeTrue("the page has no comments 'recorded parameters' around the list");
        if (Environment.GetEnvironmentVariable("APPROVE") is "1")
        {
            Group old = found.Groups["list"];
            text = text[..old.Index] + list + text[(old.Index + old.Length)..];
            File.WriteAllText(Page, text);
        }

        List().Match(text).Groups["list"].Value.ShouldBe(list, "run the test with APPROVE=1 and review the diff");
    }

    // Only the actions that store or show these parameters read them.
    [Theory]
    [InlineData("CreateAutoScalingGroup", "CapacityRebalance")]
    [InlineData("CreateAutoScalingGroup", "HealthCheckType")]
    [InlineData("CreateAutoScalingGroup", "MixedInstancesPolicy.InstancesDistribution.SpotMaxPrice")]
    [InlineData("UpdateAutoScalingGroup", "PlacementGroup")]
    [InlineData("UpdateAutoScalingGroup", "ServiceLinkedRoleARN")]
    [InlineData("CreateLaunchConfiguration", "SpotPrice")]
    [InlineData("RunInstances", "IamInstanceProfile.Name")]
    [InlineData("RunInstances", "MetadataOptions.HttpTokens")]
    [InlineData("RunInstances", "Monitoring.Enabled")]
    [InlineData("RunInstances", "Placement.Tenancy")]
    [InlineData("CreateLaunchTemplate", "LaunchTemplateData.RamDiskId")]
    [InlineData("CreateLaunchTemplateVersion", "LaunchTemplateData.Placement.Tenancy")]
    public void A_parameter_without_an_effect_on_nodes_is_recorded(string action, string parameter)
    {
        ParameterRow? row = ActionTable.Find(action, ActionTable.FindService(action))!.Parameters.Find(parameter);

        row.ShouldNotBeNull().Treatment.ShouldBe(ParameterTreatment.Recorded);
    }

    [Fact]
    public void Each_recorded_parameter_has_a_reason()
    {
        Recorded().Where(entry => entry.Row.Reason.Length == 0).ShouldBeEmpty();
    }

    private static IEnumerable<(string Action, ParameterRow Row)> Recorded() =>
        Enum.GetValues<QueryService>()
            .SelectMany(static service => ActionTable.Get(service))
            .SelectMany(static action => action.Value.Parameters.Rows.Select(row => (Action: action.Key, Row: row)))
            .Where(static entry => entry.Row.Treatment == ParameterTreatment.Recorded);

    private static string Write()
    {
        StringBuilder text = new();
        foreach (
            IGrouping<string, (string Action, ParameterRow Row)> reason in Recorded()
                .GroupBy(entry => entry.Row.Reason, StringComparer.Ordinal)
                .OrderBy(one => one.Key, StringComparer.Ordinal)
        )
        {
            text.Append("- ").Append(char.ToUpperInvariant(reason.Key[0])).Append(reason.Key.AsSpan(1)).Append(":\n");

            IEnumerable<string> items = reason
                .GroupBy(entry => entry.Action, entry => entry.Row.Path, StringComparer.Ordinal)
                .GroupBy(paths => string.Join(", ", paths.Select(path => $"`{path}`")), paths => paths.Key, StringComparer.Ordinal)
                .Select(actions => $"{string.Join(", ", actions.Order(StringComparer.Ordinal))}: {actions.Key}");
            foreach (string item in items.Order(StringComparer.Ordinal))
            {
                AppendWrapped(text, item);
            }
        }

        return text.ToString();
    }

    private static void AppendWrapped(StringBuilder text, string item)
    {
        string line = "  -";
        foreach (string word in item.Split(' '))
        {
            if (line.Length + 1 + word.Length > MaxLineLength)
            {
                text.Append(line).Append('\n');
                line = "   ";
            }

            line += " " + word;
        }

        text.Append(line).Append('\n');
    }

    [GeneratedRegex(
        @"<!-- recorded parameters[^>]*-->\n(?<list>[^<]*)<!-- end of recorded parameters -->",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex List();
}

using Scalewright.Topologies.Storage;

namespace Scalewright.Topologies;

/// <summary>Validates domains and launch configurations.</summary>
internal static class DomainRules
{
    // Maximum length of the name of an AWS Auto Scaling group. Source: API reference, CreateAutoScalingGroup.
    private const int MaxNameLength = 255;

    /// <summary>Validates the domain or launch configuration of a group, so that its stored form can be read.</summary>
    public static void Check(NodeGroup group, ProblemList problems)
    {
        Check(group, nameof(group.Domain), group.Domain?.Name, group.Domain?.Check(), problems);
        Check(group, nameof(group.Launch), group.Launch?.GroupName, group.Launch?.Check(), problems);
        if (group.Domain is not null && group.Launch is not null)
        {
            problems.AddError(
                ProblemCode.ConflictingFields,
                default,
                TextEscaping.Escape(group.Name),
                "is a domain and a launch configuration",
                "use a group for each"
            );
            return;
        }

        CheckReservedNames(group, problems);
    }

    /// <summary>Reports a name and labels that would be read as facts, which are stored as labels.</summary>
    private static void CheckReservedNames(NodeGroup group, ProblemList problems)
    {
        string name = TextEscaping.Escape(group.Name);
        if (group is { Domain: null, Launch: null } && group.Name.StartsWith(LaunchConfiguration.GroupPrefix, StringComparison.Ordinal))
        {
            problems.AddError(
                ProblemCode.ConflictingFields,
                default,
                name,
                $"'{LaunchConfiguration.GroupPrefix}' is reserved for groups that store a launch configuration",
                "use another name, or set Launch"
            );
        }

        foreach (string label in GroupFacts.FindReservedLabels(group))
        {
            bool isOfLaunch = group.Launch is not null && !label.StartsWith("domain.", StringComparison.Ordinal);
            (string owner, string property) = isOfLaunch
                ? ("launch configuration", nameof(group.Launch))
                : ("domain", nameof(group.Domain));
            problems.AddError(
                ProblemCode.ConflictingFields,
                default,
                $"{name}.{nameof(group.Labels)}",
                $"'{TextEscaping.Escape(label)}' is reserved for the {owner} of a group",
                $"use another name, or set {property}"
            );
        }
    }

    private static void Check(NodeGroup group, string property, string? name, ValueList<Problem>? found, ProblemList problems)
    {
        string field = $"{TextEscaping.Escape(group.Name)}.{property}";
        if (name is not null && name != group.Name)
        {
            string advice = $"use the name of its group, '{TextEscaping.Escape(group.Name)}'";
            problems.AddError(ProblemCode.ConflictingFields, default, field, $"has the name '{TextEscaping.Escape(name)}'", advice);
        }

        problems.AddRange(found?.Select(problem => problem with { Field = $"{field}.{problem.Field}" }) ?? []);
    }

    public static ValueList<Problem> Check(Domain domain)
    {
        ProblemList problems = new();
        CheckName(domain.Name, nameof(Domain.Name), problems);
        CheckText(domain.LaunchConfigurationName, nameof(Domain.LaunchConfigurationName), problems);
        CheckBounds(domain, problems);
        foreach (DomainCloud cloud in domain.Clouds)
        {
            CheckCloud(cloud, problems);
        }

        foreach (
            IGrouping<string, DomainCloud> same in domain
                .Clouds.GroupBy(cloud => cloud.Name, StringComparer.Ordinal)
                .Where(same => same.Count() > 1)
        )
        {
            problems.AddError(
                ProblemCode.DuplicateName,
                default,
                nameof(Domain.Clouds),
                $"'{TextEscaping.Escape(same.Key)}' occurs {same.Count()} times",
                "name each cloud once"
            );
        }

        CheckTexts(domain.Tags, nameof(Domain.Tags), problems);
        CheckTexts(domain.Annotations, nameof(Domain.Annotations), problems);
        return problems.ToValueList();
    }

    public static ValueList<Problem> Check(LaunchConfiguration launch)
    {
        ProblemList problems = new();
        CheckName(launch.Name, nameof(launch.Name), problems);
        CheckText(launch.Image, nameof(launch.Image), problems);
        CheckText(launch.InstanceType, nameof(launch.InstanceType), problems);
        CheckText(launch.KeyName, nameof(launch.KeyName), problems);
        CheckText(launch.UserData, nameof(launch.UserData), problems);
        foreach (string group in launch.SecurityGroups)
        {
            CheckText(group, nameof(launch.SecurityGroups), problems);
        }

        CheckUnique(launch, problems);
        CheckTexts(launch.Annotations, nameof(launch.Annotations), problems);
        return problems.ToValueList();
    }

    private static void CheckUnique(LaunchConfiguration launch, ProblemList problems)
    {
        CheckText(launch.UniqueKey, nameof(launch.UniqueKey), problems);
        foreach (string value in launch.UniqueValues)
        {
            CheckText(value, nameof(launch.UniqueValues), problems);
        }

        if (LaunchConfiguration.ReservedAnnotations.Contains(launch.UniqueKey, StringComparer.Ordinal))
        {
            problems.AddError(
                ProblemCode.ConflictingFields,
                default,
                nameof(launch.UniqueKey),
                $"'{launch.UniqueKey}' is a reserved annotation of every node",
                "use another name"
            );
        }

        if (launch.UniqueKey.Length == 0 && launch.UniqueValues.Count > 0)
        {
            problems.AddError(ProblemCode.MissingField, default, nameof(launch.UniqueKey), "the unique values have no name", "name them");
        }
    }

    private static void CheckBounds(Domain domain, ProblemList problems)
    {
        AtLeast(domain.MinNodes, 0, nameof(domain.MinNodes), problems);
        AtLeast(domain.Capacity, 0, nameof(domain.Capacity), problems);
        AtLeast(domain.NextNodeNumber, 1, nameof(domain.NextNodeNumber), problems);
        if (domain.MaxNodes < domain.MinNodes)
        {
            problems.AddError(
                ProblemCode.ConflictingFields,
                default,
                nameof(domain.MaxNodes),
                string.Create(CultureInfo.InvariantCulture, $"{domain.MaxNodes} is below MinNodes, {domain.MinNodes}"),
                "use MinNodes or more"
            );
        }
    }

    private static void CheckCloud(DomainCloud cloud, ProblemList problems)
    {
        string field = $"{nameof(Domain.Clouds)}.{TextEscaping.Escape(cloud.Name)}";
        CheckText(cloud.Name, field, problems);
        AtLeast(cloud.MaxNodes, DomainCloud.Unlimited, field, problems);
        if (cloud.Name.Contains(',', StringComparison.Ordinal))
        {
            problems.AddError(ProblemCode.InvalidName, default, field, "has a comma in its name", "use a name without commas");
        }

        if (!(cloud.PricePerHour >= 0) || !double.IsFinite(cloud.PricePerHour))
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                field,
                string.Create(CultureInfo.InvariantCulture, $"{cloud.PricePerHour} is not a price"),
                "use 0 or more"
            );
        }
    }

    private static void CheckName(string name, string field, ProblemList problems)
    {
        if (name.Length is 0 or > MaxNameLength || !IsText(name) || name.Any(char.IsControl))
        {
            problems.AddError(
                ProblemCode.InvalidName,
                default,
                field,
                $"'{TextEscaping.Escape(name)}' is not a name",
                $"use 1 to {MaxNameLength} characters, none of them a control character"
            );
        }
    }

    private static void CheckTexts(ValueMap<string> texts, string field, ProblemList problems)
    {
        foreach ((string key, string value) in texts)
        {
            CheckText(key, field, problems);
            CheckText(value, $"{field}.{TextEscaping.Escape(key)}", problems);
        }
    }

    private static void CheckText(string text, string field, ProblemList problems)
    {
        if (!IsText(text))
        {
            problems.AddError(ProblemCode.InvalidEncoding, default, field, "contains an unpaired surrogate", "use valid Unicode text");
        }
    }

    private static void AtLeast(int value, int least, string field, ProblemList problems)
    {
        if (value < least)
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                field,
                string.Create(CultureInfo.InvariantCulture, $"{value} is below {least}"),
                $"use {least} or more"
            );
        }
    }

    private static bool IsText(string text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogate(text[at]) && !(char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[++at])))
            {
                return false;
            }
        }

        return true;
    }
}

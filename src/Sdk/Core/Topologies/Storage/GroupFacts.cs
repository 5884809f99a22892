using System.Numerics;

namespace Scalewright.Topologies.Storage;

/// <summary>Stores the domain or launch configuration of a group as labels of the group.</summary>
internal static class GroupFacts
{
    private const string Capacity = "domain.capacity";

    /// <summary>Returns the labels of a group in its stored form: its own, and those of its facts.</summary>
    public static ValueMap<string> ToLabels(NodeGroup group)
    {
        FactLabels labels = new(group.Name, ValueMap<string>.Empty, group.Labels, new ProblemList());
        if (group.Domain is { } domain)
        {
            Exchange(domain, labels);
        }

        if (group.Launch is { } launch)
        {
            Exchange(launch, labels);
        }

        return labels.ToLabels();
    }

    /// <summary>Separates the facts of a group from its own labels.</summary>
    /// <param name="fromFile">The group, with all labels of its stored form.</param>
    /// <param name="problems">Receives the problems of the facts.</param>
    public static NodeGroup Read(NodeGroup fromFile, ProblemList problems)
    {
        ProblemList found = new();
        FactLabels labels = new(fromFile.Name, fromFile.Labels, ValueMap<string>.Empty, found);
        NodeGroup group = fromFile;
        if (fromFile.Labels.ContainsKey(Capacity))
        {
            group = fromFile with { Domain = Exchange(new Domain(fromFile.Name), labels) };
        }
        else if (fromFile.Name.StartsWith(LaunchConfiguration.GroupPrefix, StringComparison.Ordinal))
        {
            LaunchConfiguration launch = new(fromFile.Name[LaunchConfiguration.GroupPrefix.Length..]);
            group = fromFile with { Launch = Exchange(launch, labels) };
        }

        if (!found.HasErrors)
        {
            DomainRules.Check(group, found);
        }

        problems.AddRange(found.ToValueList());
        return group with { Labels = labels.Unread };
    }

    private static Domain Exchange(Domain domain, FactLabels labels) =>
        domain with
        {
            Capacity = labels.Number(Capacity, domain.Capacity, min: 0, omitted: null),
            NextNodeNumber = labels.Number("domain.next", domain.NextNodeNumber, min: 1, omitted: null),
            LaunchConfigurationName = labels.Text("domain.launch", domain.LaunchConfigurationName),
            Clouds = Exchange(domain.Clouds, labels),
            MinNodes = labels.Number("domain.nodes_min", domain.MinNodes, min: 0, omitted: 0),
            MaxNodes = labels.Number("domain.nodes_max", domain.MaxNodes, min: 0, omitted: int.MaxValue),
            Tags = labels.Map("domain.tag.", domain.Tags),
            Annotations = labels.Map("domain.note.", domain.Annotations),
        };

    private static ValueList<DomainCloud> Exchange(ValueList<DomainCloud> clouds, FactLabels labels)
    {
        const string Key = "domain.clouds";
        string text = labels.Text(
            Key,
            string.Join(',', clouds.Select(cloud => string.Create(CultureInfo.InvariantCulture, $"{cloud.Name}:{cloud.MaxNodes}")))
        );
        IEnumerable<DomainCloud> allClouds =
            clouds.Count > 0 ? clouds : text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Parse);
        return allClouds
            .Select(cloud =>
                cloud with
                {
                    PricePerHour = labels.Number<double>($"domain.price.{cloud.Name}", cloud.PricePerHour, min: 0, omitted: 0),
                    IsSpot = labels.Text($"domain.spot.{cloud.Name}", cloud.IsSpot ? "true" : "") == "true",
                }
            )
            .ToValueList();

        DomainCloud Parse(string cloud)
        {
            int colon = cloud.LastIndexOf(':');
            string maxNodes = colon < 0 ? "" : cloud[(colon + 1)..];
            return new DomainCloud(cloud[..Math.Max(colon, 0)], labels.Parse(Key, maxNodes, DomainCloud.Unlimited));
        }
    }

    private static LaunchConfiguration Exchange(LaunchConfiguration launch, FactLabels labels) =>
        launch with
        {
            Image = labels.Text("launch.image", launch.Image),
            InstanceType = labels.Text("launch.instance_type", launch.InstanceType),
            KeyName = labels.Text("launch.key_name", launch.KeyName),
            UserData = labels.Text("launch.user_data", launch.UserData),
            SecurityGroups = labels.List("launch.security_group.", launch.SecurityGroups),
            UniqueKey = labels.Text("launch.unique_key", launch.UniqueKey),
            UniqueValues = labels.List("launch.unique_value.", launch.UniqueValues),
            Annotations = labels.Map("launch.note.", launch.Annotations),
        };
}

/// <summary>
/// Labels of a group's facts. Each method replaces a value by that of its unread label, if there is one, and writes
/// it. The same calls therefore read and write.
/// </summary>
internal sealed class FactLabels(string group, ValueMap<string> unread, ValueMap<string> ownLabels, ProblemList problems)
{
    private readonly Dictionary<string, string> _unread = new(unread, StringComparer.Ordinal);
    private readonly Dictionary<string, string> _written = new(ownLabels, StringComparer.Ordinal);

    public ValueMap<string> Unread => _unread.ToValueMap();

    public ValueMap<string> ToLabels() => _written.ToValueMap();

    public string Text(string key, string text) => Exchange(key, text, isOmitted: text.Length == 0);

    /// <param name="omitted">Value that is not written; null for none.</param>
    public T Number<T>(string key, T number, T min, T? omitted)
        where T : struct, INumber<T>
    {
        string text = Exchange(key, number.ToString(null, CultureInfo.InvariantCulture), number.Equals(omitted));
        return Parse(key, text, min);
    }

    public ValueMap<string> Map(string prefix, ValueMap<string> texts)
    {
        string[] keys =
        [
            .. _unread.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]),
        ];
        return texts
            .Keys.Union(keys, StringComparer.Ordinal)
            .Select(key => KeyValuePair.Create(key, Exchange(prefix + key, texts.GetValueOrDefault(key, ""), isOmitted: false)))
            .ToValueMap();
    }

    public ValueList<string> List(string prefix, ValueList<string> texts) =>
        Map(prefix, texts.Select((text, index) => KeyValuePair.Create($"{index + 1}", text)).ToValueMap())
            .OrderBy(entry => Parse(prefix + entry.Key, entry.Key, min: 1))
            .Select(entry => entry.Value)
            .ToValueList();

    public T Parse<T>(string key, string text, T min)
        where T : struct, INumber<T>
    {
        bool isNumber = T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number);
        if (!isNumber || number < min)
        {
            ProblemCode code = isNumber ? ProblemCode.OutOfRange : ProblemCode.WrongType;
            string field = $"{TextEscaping.Escape(group)}.labels.{TextEscaping.Escape(key)}";
            problems.AddError(
                code,
                default,
                field,
                $"'{TextEscaping.Escape(text)}' is not a number of {min} or more",
                $"use {min} or more"
            );
        }

        return number;
    }

    private string Exchange(string key, string text, bool isOmitted)
    {
        if (_unread.Remove(key, out string? found))
        {
            return found;
        }

        if (!isOmitted)
        {
            _written[key] = text;
        }

        return text;
    }
}

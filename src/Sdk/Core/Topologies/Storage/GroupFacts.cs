using System.Numerics;

namespace Scalewright.Topologies.Storage;

/// <summary>
/// Stores the facts of a group, which are its domain or launch configuration, as labels of the group. One list of
/// calls both reads and writes: with labels <see cref="FactLabels.ForReading"/> each call returns the value of its
/// label, with labels <see cref="FactLabels.ForWriting"/> it adds the label of the given value.
/// </summary>
/// <remarks>Facts stay labels on disk because resource tags contain a digest of the stored group.</remarks>
internal static class GroupFacts
{
    /// <summary>Label with the user data of a launch configuration.</summary>
    public const string UserData = "launch.user_data";

    // Each stored domain has this label, so it distinguishes groups with a domain from others.
    private const string Capacity = "domain.capacity";

    private const string Clouds = "domain.clouds";

    /// <summary>Returns the labels of a group in its stored form: its own, and those of its facts.</summary>
    public static ValueMap<string> ToLabels(NodeGroup group)
    {
        FactLabels labels = FactLabels.ForWriting(group);
        if (group.Domain is { } domain)
        {
            MapDomain(domain, labels);
        }

        if (group.Launch is { } launch)
        {
            MapLaunch(launch, labels);
        }

        return labels.ToLabels();
    }

    /// <summary>Separates the facts of a group from its own labels.</summary>
    /// <param name="fromFile">The group, with all labels of its stored form.</param>
    /// <param name="problems">Receives the problems of the facts.</param>
    public static NodeGroup Read(NodeGroup fromFile, ProblemList problems)
    {
        ProblemList found = new();
        FactLabels labels = FactLabels.ForReading(fromFile, found);
        NodeGroup group = fromFile;
        if (fromFile.Labels.ContainsKey(Capacity))
        {
            group = fromFile with { Domain = MapDomain(new Domain(fromFile.Name), labels) };
        }
        else if (fromFile.Name.StartsWith(LaunchConfiguration.GroupPrefix, StringComparison.Ordinal))
        {
            LaunchConfiguration launch = new(fromFile.Name[LaunchConfiguration.GroupPrefix.Length..]);
            group = fromFile with { Launch = MapLaunch(launch, labels) };
        }

        group = group with { Labels = labels.Unread };

        // A value that cannot be read is replaced, so a check of it would report a second problem.
        if (!found.HasErrors)
        {
            DomainRules.Check(group, found);
        }

        problems.AddRange(found.ToValueList());
        return group;
    }

    /// <summary>Returns the own labels of a group that would be read as facts.</summary>
    public static IEnumerable<string> FindReservedLabels(NodeGroup group)
    {
        if (group.Labels.Count == 0)
        {
            return [];
        }

        FactLabels labels = FactLabels.ForReading(group, new ProblemList());
        if (group.Domain is { } domain)
        {
            MapDomain(domain, labels);
        }
        else if (group.Labels.ContainsKey(Capacity))
        {
            return [Capacity];
        }
        else if (group.Launch is { } launch)
        {
            MapLaunch(launch, labels);
        }

        return group.Labels.Keys.Except(labels.Unread.Keys, StringComparer.Ordinal);
    }

    private static Domain MapDomain(Domain domain, FactLabels labels) =>
        domain with
        {
            Capacity = labels.Number(Capacity, domain.Capacity, min: 0),
            NextNodeNumber = labels.Number("domain.next", domain.NextNodeNumber, min: 1),
            LaunchConfigurationName = labels.Text("domain.launch", domain.LaunchConfigurationName),
            Clouds = MapClouds(domain.Clouds, labels),
            MinNodes = labels.Number("domain.nodes_min", domain.MinNodes, min: 0, omitted: 0),
            MaxNodes = labels.Number("domain.nodes_max", domain.MaxNodes, min: 0, omitted: int.MaxValue),
            Tags = labels.Map("domain.tag.", domain.Tags),
            Annotations = labels.Map("domain.note.", domain.Annotations),
        };

    private static ValueList<DomainCloud> MapClouds(ValueList<DomainCloud> clouds, FactLabels labels)
    {
        string text = labels.Text(Clouds, FormatClouds(clouds));
        IEnumerable<DomainCloud> allClouds = clouds.Count > 0 ? clouds : ParseClouds(text, labels);
        return allClouds
            .Select(cloud =>
                cloud with
                {
                    PricePerHour = labels.Number<double>($"domain.price.{cloud.Name}", cloud.PricePerHour, min: 0, omitted: 0),
                    IsSpot = labels.Flag($"domain.spot.{cloud.Name}", cloud.IsSpot),
                }
            )
            .ToValueList();
    }

    /// <summary>Returns a text such as <c>hotel:4,sierra:-1</c>. The name of a cloud may contain colons.</summary>
    private static string FormatClouds(ValueList<DomainCloud> clouds) =>
        string.Join(',', clouds.Select(cloud => string.Create(CultureInfo.InvariantCulture, $"{cloud.Name}:{cloud.MaxNodes}")));

    private static IEnumerable<DomainCloud> ParseClouds(string text, FactLabels labels)
    {
        foreach (string cloud in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = cloud.LastIndexOf(':');
            string maxNodes = colon < 0 ? "" : cloud[(colon + 1)..];
            yield return new DomainCloud(cloud[..Math.Max(colon, 0)], labels.ParseNumber(Clouds, maxNodes, DomainCloud.Unlimited));
        }
    }

    private static LaunchConfiguration MapLaunch(LaunchConfiguration launch, FactLabels labels) =>
        launch with
        {
            Image = labels.Text("launch.image", launch.Image),
            InstanceType = labels.Text("launch.instance_type", launch.InstanceType),
            KeyName = labels.Text("launch.key_name", launch.KeyName),
            UserData = labels.Text(UserData, launch.UserData),
            SecurityGroups = labels.List("launch.security_group.", launch.SecurityGroups),
            UniqueKey = labels.Text("launch.unique_key", launch.UniqueKey),
            UniqueValues = labels.List("launch.unique_value.", launch.UniqueValues),
            Annotations = labels.Map("launch.note.", launch.Annotations),
        };
}

/// <summary>
/// Labels of a group's facts. Each method returns the value of its label if that is unread, and otherwise adds the
/// label of the given value.
/// </summary>
internal sealed class FactLabels
{
    private readonly string _group;
    private readonly Dictionary<string, string> _unread;
    private readonly Dictionary<string, string> _written;
    private readonly ProblemList _problems;

    private FactLabels(NodeGroup group, ValueMap<string> unread, ValueMap<string> written, ProblemList problems)
    {
        _group = group.Name;
        _unread = new Dictionary<string, string>(unread, StringComparer.Ordinal);
        _written = new Dictionary<string, string>(written, StringComparer.Ordinal);
        _problems = problems;
    }

    /// <summary>Labels that no call has read.</summary>
    public ValueMap<string> Unread => _unread.ToValueMap();

    /// <summary>Creates labels that add the facts to the own labels of a group.</summary>
    public static FactLabels ForWriting(NodeGroup group) => new(group, ValueMap<string>.Empty, group.Labels, new ProblemList());

    /// <summary>Creates labels that read the facts from the labels of a group.</summary>
    /// <param name="problems">Receives the problems of the labels.</param>
    public static FactLabels ForReading(NodeGroup group, ProblemList problems) =>
        new(group, group.Labels, ValueMap<string>.Empty, problems);

    public ValueMap<string> ToLabels() => _written.ToValueMap();

    public string Text(string key, string text) => ReadOrWrite(key, text, isOmitted: text.Length == 0);

    /// <param name="omitted">Value that is not written. Null: every value is written.</param>
    public T Number<T>(string key, T number, T min, T? omitted = null)
        where T : struct, INumber<T>
    {
        string text = ReadOrWrite(key, number.ToString(null, CultureInfo.InvariantCulture), number.Equals(omitted));
        return ParseNumber(key, text, min);
    }

    public bool Flag(string key, bool isSet)
    {
        string text = ReadOrWrite(key, isSet ? "true" : "false", isOmitted: !isSet);
        if (text is not ("true" or "false"))
        {
            AddError(ProblemCode.WrongType, key, text, "true or false");
        }

        return text == "true";
    }

    public ValueMap<string> Map(string prefix, ValueMap<string> texts)
    {
        string[] keys =
        [
            .. _unread.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]),
        ];
        return texts
            .Keys.Union(keys, StringComparer.Ordinal)
            .Select(key => KeyValuePair.Create(key, ReadOrWrite(prefix + key, texts.GetValueOrDefault(key, ""), isOmitted: false)))
            .ToValueMap();
    }

    public ValueList<string> List(string prefix, ValueList<string> texts) =>
        Map(prefix, texts.Select((text, index) => KeyValuePair.Create($"{index + 1}", text)).ToValueMap())
            .OrderBy(entry => ParseNumber(prefix + entry.Key, entry.Key, min: 1))
            .Select(entry => entry.Value)
            .ToValueList();

    public T ParseNumber<T>(string key, string text, T min)
        where T : struct, INumber<T>
    {
        bool isNumber = T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number);
        if (!isNumber || number < min)
        {
            string kind = typeof(T) == typeof(int) ? "whole number" : "number";
            AddError(
                isNumber ? ProblemCode.OutOfRange : ProblemCode.WrongType,
                key,
                text,
                string.Create(CultureInfo.InvariantCulture, $"a {kind} of {min} or more")
            );
        }

        return number;
    }

    private void AddError(ProblemCode code, string key, string text, string accepted)
    {
        string field = $"{TextEscaping.Escape(_group)}.labels.{TextEscaping.Escape(key)}";
        _problems.AddError(code, default, field, $"'{TextEscaping.Escape(text)}' is not {accepted}", $"use {accepted}");
    }

    private string ReadOrWrite(string key, string text, bool isOmitted)
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

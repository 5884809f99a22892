using Scalewright.Topologies;

namespace Scalewright.Decisions;

internal static class DomainLabels
{
    public const string Plugin = "domain@1";
    private const string Capacity = "domain.capacity";
    private const string Clouds = "domain.clouds";
    private const string Launch = "domain.launch";
    private const string Next = "domain.next";
    private const string MinNodes = "domain.nodes_min";
    private const string MaxNodes = "domain.nodes_max";
    private const string Note = "domain.note.";
    private const string Price = "domain.price.";
    private const string Spot = "domain.spot.";
    private const string Tag = "domain.tag.";

    public static bool IsDomain(NodeGroup group) => group.Labels.ContainsKey(Capacity);

    public static ValueMap<string> From(Domain domain)
    {
        SortedDictionary<string, string> labels = new(StringComparer.Ordinal)
        {
            [Capacity] = Text(domain.Capacity),
            [Next] = Text(domain.NextNodeNumber),
        };
        AddUnless(labels, Launch, domain.LaunchConfigurationName, domain.LaunchConfigurationName.Length == 0);
        AddUnless(labels, Clouds, string.Join(',', domain.Clouds), domain.Clouds.Count == 0);
        AddUnless(labels, MinNodes, Text(domain.MinNodes), domain.MinNodes == 0);
        AddUnless(labels, MaxNodes, Text(domain.MaxNodes), domain.MaxNodes == int.MaxValue);
        foreach (DomainCloud cloud in domain.Clouds)
        {
            AddUnless(labels, Price + cloud.Name, cloud.PricePerHour.ToString("R", CultureInfo.InvariantCulture), cloud.PricePerHour == 0);
            AddUnless(labels, Spot + cloud.Name, "true", !cloud.IsSpot);
        }

        AddAll(labels, Tag, domain.Tags);
        AddAll(labels, Note, domain.Annotations);
        return labels.ToValueMap();
    }

    /// <exception cref="DecisionException">The labels do not describe a domain.</exception>
    public static Domain Read(NodeGroup group)
    {
        LabelReader labels = new(group.Labels);
        Domain domain = new(group.Name)
        {
            Capacity = labels.Number(Capacity, 0),
            NextNodeNumber = labels.Number(Next, 1),
            LaunchConfigurationName = labels.Text(Launch),
            Clouds = ReadClouds(labels),
            MinNodes = labels.Number(MinNodes, 0),
            MaxNodes = labels.Number(MaxNodes, int.MaxValue),
            Tags = labels.Below(Tag),
            Annotations = labels.Below(Note),
        };
        labels.ThrowIfInvalid($"Domain '{domain.Name}'", domain.Check);
        return domain;
    }

    private static ValueList<DomainCloud> ReadClouds(LabelReader labels) =>
        labels.Text(Clouds).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => ReadCloud(text, labels)).ToValueList();

    private static DomainCloud ReadCloud(string text, LabelReader labels)
    {
        int colon = text.LastIndexOf(':');
        string name = colon < 0 ? text : text[..colon];
        return new DomainCloud(name, labels.ParseNumber(Clouds, colon < 0 ? "" : text[(colon + 1)..]))
        {
            PricePerHour = labels.Price(Price + name),
            IsSpot = labels.Text(Spot + name) == "true",
        };
    }

    private static void AddUnless(SortedDictionary<string, string> labels, string key, string value, bool isDefault)
    {
        if (!isDefault)
        {
            labels.Add(key, value);
        }
    }

    private static void AddAll(SortedDictionary<string, string> labels, string prefix, ValueMap<string> texts)
    {
        foreach ((string key, string value) in texts)
        {
            labels.Add(prefix + key, value);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

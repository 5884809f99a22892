namespace Scalewright.Providers.AutoScaling.Actions.Templates;

/// <summary>Reads and writes mixed instances policies.</summary>
internal static class MixedInstances
{
    private const string Prefix = "MixedInstancesPolicy.";
    private const string Distribution = Prefix + "InstancesDistribution.";
    private const string Overrides = Prefix + "LaunchTemplate.Overrides.member";
    private const string Specification = Prefix + "LaunchTemplate.LaunchTemplateSpecification.";

    // AutoScaling API reference, LaunchTemplateOverrides.
    private const int MaxWeight = 999;

    // AutoScaling API reference, InstancesDistribution: default values.
    private static readonly KeyValuePair<string, string>[] Defaults =
    [
        new("OnDemandAllocationStrategy", "prioritized"),
        new("OnDemandBaseCapacity", "0"),
        new("OnDemandPercentageAboveBaseCapacity", "100"),
        new("SpotAllocationStrategy", "lowest-price"),
        new("SpotInstancePools", "2"),
    ];

    private static readonly string[] OnDemandStrategies = ["lowest-price", "prioritized"];
    private static readonly string[] SpotStrategies =
    [
        "lowest-price",
        "diversified",
        "capacity-optimized",
        "capacity-optimized-prioritized",
        "price-capacity-optimized",
    ];

    /// <summary>Reads <c>MixedInstancesPolicy</c>. The result is null if it is not set.</summary>
    public static Func<ActionContext, MixedInstancesRecord?> Read(QueryReader reader)
    {
        reader.Reject("a group has one launch template here", Overrides + ".N.LaunchTemplateSpecification");
        reader.Reject("instance types are named here, not chosen by requirements", Overrides + ".N.InstanceRequirements");
        if (!reader.Has(Prefix))
        {
            return static _ => null;
        }

        ValueList<InstanceTypeOverride> overrides =
        [
            .. reader
                .Structures(Overrides)
                .Select(one => new InstanceTypeOverride(
                    reader.Text(one + "InstanceType") ?? "",
                    reader.Number(one + "WeightedCapacity", 1, MaxWeight)
                )),
        ];
        if (overrides.Count > 1)
        {
            throw new QueryErrorException(
                QueryError.UnsupportedParameter(
                    QueryService.AutoScaling,
                    $"The parameter {Overrides}.2 is not supported: the instances of a group are of one type here"
                )
            );
        }

        ValueMap<string> distribution = ReadDistribution(reader);
        Func<ActionContext, TemplateUse?> findTemplate = TemplateLaunch.Read(reader, Specification);
        return context => new MixedInstancesRecord(
            findTemplate(context) ?? throw new QueryErrorException(QueryError.Validation(TemplateLaunch.OneNameOnly))
        )
        {
            Overrides = overrides,
            Distribution = distribution,
        };
    }

    public static XmlText Write(XmlText xml, MixedInstancesRecord mixed)
    {
        xml.Open("MixedInstancesPolicy").Open("LaunchTemplate").Open("LaunchTemplateSpecification");
        TemplateLaunch.Write(xml, mixed.Template);
        xml.Close("LaunchTemplateSpecification")
            .List("Overrides", "member", mixed.Overrides, static (xml, one) =>
            {
                xml.LeafIfNotEmpty("InstanceType", one.InstanceType).LeafIfSet("WeightedCapacity", one.Weight);
            });
        xml.Close("LaunchTemplate").Open("InstancesDistribution");
        foreach ((string name, string value) in mixed.Distribution)
        {
            xml.Leaf(name, value);
        }

        return xml.Close("InstancesDistribution").Close("MixedInstancesPolicy");
    }

    private static ValueMap<string> ReadDistribution(QueryReader reader)
    {
        QueryReader prices = reader.Recorded(RecordedReason.Prices);
        CheckValue(prices, "OnDemandAllocationStrategy", OnDemandStrategies);
        CheckValue(prices, "SpotAllocationStrategy", SpotStrategies);
        (string Name, int? Value)[] numbers =
        [
            ("OnDemandBaseCapacity", reader.Number(Distribution + "OnDemandBaseCapacity", 0)),
            ("OnDemandPercentageAboveBaseCapacity", reader.Number(Distribution + "OnDemandPercentageAboveBaseCapacity", 0, 100)),
            ("SpotInstancePools", prices.Number(Distribution + "SpotInstancePools", 0, 20)),
        ];
        string? strategy = reader.Text(Distribution + "SpotAllocationStrategy");
        ValueMap<string> all = Defaults.Where(entry => entry.Key != "SpotInstancePools" || strategy is null or "lowest-price").ToValueMap();
        foreach (string name in new[] { "OnDemandAllocationStrategy", "SpotAllocationStrategy", "SpotMaxPrice" })
        {
            all = prices.Text(Distribution + name) is { Length: > 0 } text ? all.With(name, text) : all;
        }

        return numbers
            .Where(entry => entry.Value is not null)
            .Aggregate(all, (map, entry) => map.With(entry.Name, entry.Value!.Value.ToString(CultureInfo.InvariantCulture)));
    }

    private static void CheckValue(QueryReader reader, string name, string[] acceptedValues)
    {
        string? word = reader.Text(Distribution + name);
        reader.AddErrorIf(
            word is not null && !acceptedValues.Contains(word, StringComparer.Ordinal),
            $"{Distribution}{name}",
            $"Member must be one of {string.Join(", ", acceptedValues)}",
            word
        );
    }
}

using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A classic load balancer: a record with its instances. No traffic goes through it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Number">Number that its DNS name is made from.</param>
/// <param name="CreatedAt">Time of its creation.</param>
internal sealed record LoadBalancerRecord(string Name, long Number, DateTimeOffset CreatedAt)
{
    /// <summary>The scheme of load balancers with private addresses.</summary>
    public const string InternalScheme = "internal";

    /// <summary>The scheme of load balancers with public addresses.</summary>
    public const string PublicScheme = "internet-facing";

    [JsonConverter(typeof(ValueListConverter<ListenerRecord>))]
    public ValueList<ListenerRecord> Listeners { get; init => field = value ?? []; } = [];

    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> Zones { get; init => field = value ?? []; } = [];

    /// <summary>Ids of its security groups; empty: the default one.</summary>
    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> SecurityGroups { get; init => field = value ?? []; } = [];

    public string Scheme { get; init => field = value ?? PublicScheme; } = PublicScheme;

    /// <summary>Ids of the instances that were registered by themselves, in the order of their registration.</summary>
    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> Registered { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Lists its instances: those that were registered by themselves, then those that serve in groups that name it.
    /// Terminated ones are gone.
    /// </summary>
    public IEnumerable<InstanceRecord> InstancesIn(AccountState state) => Registered
        .Select(state.AnyInstance)
        .OfType<InstanceRecord>()
        .Where(instance => instance.State != InstanceState.Terminated)
        .Concat(ServingIn(state))
        .DistinctBy(instance => instance.Id, StringComparer.Ordinal);

    /// <summary>Lists the instances that serve in groups that name it.</summary>
    public IEnumerable<InstanceRecord> ServingIn(AccountState state) => state.Groups.Values
        .Where(group => group.LoadBalancers.Contains(Name, StringComparer.Ordinal))
        .SelectMany(group => group.Instances)
        .Where(instance => instance.State == InstanceState.InService);
}

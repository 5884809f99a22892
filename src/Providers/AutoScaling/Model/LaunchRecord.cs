using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A launch configuration: what an instance is made of.</summary>
/// <param name="Name">Name; one that ends in <c>@cloud</c> is for that cloud.</param>
/// <param name="Number">What its ARN is made from.</param>
/// <param name="CreatedAt">When it was created.</param>
internal sealed record LaunchRecord(string Name, long Number, DateTimeOffset CreatedAt)
{
    public string ImageId { get; init; } = "";

    public string InstanceType { get; init; } = "";

    public string KeyName { get; init; } = "";

    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> SecurityGroups { get; init; } = [];

    public string UserData { get; init; } = "";

    public string SpotPrice { get; init; } = "";

    /// <summary>VPC of a link from EC2-Classic; empty: none. It is kept and shown.</summary>
    public string ClassicVpc { get; init; } = "";

    /// <summary>Security groups of that link.</summary>
    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> ClassicSecurityGroups { get; init; } = [];

    /// <summary>Settings of its instances that are kept and shown.</summary>
    public InstanceSettings Settings { get; init; } = InstanceSettings.None;
}

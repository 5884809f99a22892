using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A launch configuration: what an instance is made of.</summary>
/// <param name="Name">Name; one that ends in <c>@cloud</c> is for that cloud.</param>
/// <param name="Number">What its ARN is made from.</param>
/// <param name="CreatedAt">When it was created.</param>
internal sealed record LaunchRecord(string Name, long Number, DateTimeOffset CreatedAt)
{
    public string ImageId { get; init => field = value ?? ""; } = "";

    public string InstanceType { get; init => field = value ?? ""; } = "";

    public string KeyName { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> SecurityGroups { get; init => field = value ?? []; } = [];

    public string UserData { get; init => field = value ?? ""; } = "";

    public string SpotPrice { get; init => field = value ?? ""; } = "";

    /// <summary>VPC of a link from EC2-Classic; empty: none. It is kept and shown.</summary>
    public string ClassicVpc { get; init => field = value ?? ""; } = "";

    /// <summary>Security groups of that link.</summary>
    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> ClassicSecurityGroups { get; init => field = value ?? []; } = [];

    /// <summary>Settings of its instances that are kept and shown.</summary>
    public InstanceSettings Settings { get; init => field = value ?? InstanceSettings.None; } = InstanceSettings.None;

    // Members of journals written before settings were a record of their own. They are read and never written.
    public string? KernelId { get; init; }

    public string? RamdiskId { get; init; }

    public bool? IsMonitored { get; init; }

    public bool? IsEbsOptimized { get; init; }

    /// <summary>The same of any journal, with its settings in their record.</summary>
    public LaunchRecord Upgrade() => KernelId is null
        ? this
        : this with
        {
            Settings = Settings with
            {
                KernelId = KernelId,
                RamdiskId = RamdiskId ?? "",
                IsMonitored = IsMonitored ?? false,
                IsEbsOptimized = IsEbsOptimized ?? false,
            },
            KernelId = null,
            RamdiskId = null,
            IsMonitored = null,
            IsEbsOptimized = null,
        };
}

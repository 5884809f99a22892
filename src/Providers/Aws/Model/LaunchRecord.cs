using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A launch configuration.</summary>
/// <param name="Name">Name; a suffix <c>@cloud</c> restricts it to that cloud.</param>
/// <param name="Number">Number from which the ARN derives.</param>
internal sealed record LaunchRecord(string Name, long Number, DateTimeOffset CreatedAt)
{
    public string ImageId
    {
        get;
        init => field = value ?? "";
    } = "";

    public string InstanceType
    {
        get;
        init => field = value ?? "";
    } = "";

    public string KeyName
    {
        get;
        init => field = value ?? "";
    } = "";

    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> SecurityGroups
    {
        get;
        init => field = value ?? [];
    } = [];

    public string UserData
    {
        get;
        init => field = value ?? "";
    } = "";

    public string SpotPrice
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>VPC linked by EC2-Classic; empty for none. Only stored and shown.</summary>
    public string ClassicVpc
    {
        get;
        init => field = value ?? "";
    } = "";

    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> ClassicSecurityGroups
    {
        get;
        init => field = value ?? [];
    } = [];

    public InstanceSettings Settings
    {
        get;
        init => field = value ?? InstanceSettings.None;
    } = InstanceSettings.None;

    // The following four are read from older journals, without a separate record for settings, and never written.

    /// <summary>Setting of an older journal; null in others.</summary>
    public string? KernelId { get; init; }

    /// <inheritdoc cref="KernelId"/>
    public string? RamdiskId { get; init; }

    /// <inheritdoc cref="KernelId"/>
    public bool? IsMonitored { get; init; }

    /// <inheritdoc cref="KernelId"/>
    public bool? IsEbsOptimized { get; init; }

    /// <summary>Converts a record of an older journal.</summary>
    public LaunchRecord Upgrade() =>
        KernelId is null
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

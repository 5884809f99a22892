namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of EC2's actions of volumes.</summary>
internal static class VolumeParameters
{
    public static ParameterTable Create { get; } = ParameterTable.Empty
        .Done(
            "DryRun",
            "AvailabilityZone",
            "ClientToken",
            "TagSpecification.N.ResourceType",
            "TagSpecification.N.Tag.N.Key",
            "TagSpecification.N.Tag.N.Value")
        .Recorded(RecordedReason.Disks, "Size", "VolumeType", "Iops", "Throughput", "Encrypted")
        .RefusedUnless("false", "a volume is of one instance here", "MultiAttachEnabled")
        .Refused("there are no snapshots here", "SnapshotId")
        .Refused("there are no keys for disks and no outposts here", "KmsKeyId", "OutpostArn");

    public static ParameterTable Attach { get; } = ParameterTable.Empty
        .Done("DryRun", "VolumeId", "InstanceId")
        .Recorded(RecordedReason.Disks, "Device");

    public static ParameterTable Detach { get; } = ParameterTable.Empty
        .Done("DryRun", "VolumeId", "InstanceId", "Device")
        .Harmless("a volume is detached at once, forced or not", "Force");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.Done("DryRun", "VolumeId");

    public static ParameterTable Describe { get; } = ParameterTable.Empty
        .Done("DryRun", "VolumeId.N", "Filter.N.Name", "Filter.N.Value.N", "MaxResults", "NextToken");
}

using System.Globalization;
using Scalewright.Providers.AutoScaling.Filters;
using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.Volumes;

/// <summary>Volumes as records: those of instances follow from their block devices, others are created.</summary>
internal static class VolumeActions
{
    // Amazon EBS User Guide, "Amazon EBS volume types".
    private const int MaxSize = 65_536;
    private const int MaxIops = 256_000;
    private const int MaxThroughput = 1_000;
    private const int TokenLengthMax = 64;

    // "Quotas for Amazon EBS": volumes are limited by their storage; this many records are enough.
    private const int MaxVolumes = 5_000;
    private const string ResourceType = "volume";

    // What a filter is known by.
    private static readonly AttachedVolume Nothing = new(new VolumeRecord("", default));

    /// <summary>CreateVolume. A client token that came before creates nothing and shows what it created then.</summary>
    public static ActionResult Create(ActionContext context)
    {
        AccountState state = context.State;
        VolumeRecord volume = Read(context);
        if (volume.ClientToken.Length > 0 && state.Volumes.Values.FirstOrDefault(
            one => one.ClientToken == volume.ClientToken) is { } known)
        {
            return known with { Id = "", CreatedAt = context.At } == volume with { Id = "" }
                ? new ActionResult(state, xml => Write(xml, new AttachedVolume(known)))
                : throw new QueryFaultException(WireFault.IdempotentParameterMismatch);
        }

        if (state.Volumes.Count >= MaxVolumes)
        {
            throw new QueryFaultException(
                new WireFault(400, "VolumeLimitExceeded", $"Only {MaxVolumes} volumes are allowed."));
        }

        return new ActionResult(
            state with { Volumes = state.Volumes.With(volume.Id, volume), NextNumber = state.NextNumber + 1 },
            xml => Write(xml, new AttachedVolume(volume)));
    }

    /// <summary>DeleteVolume: one that is free.</summary>
    public static ActionResult Delete(ActionContext context)
    {
        string id = context.Read.Required("VolumeId");
        context.Read.Finish();
        AttachedVolume found = VolumeLookup.ById(context.State, id);
        if (found.Instance is { } instance)
        {
            throw new QueryFaultException(new WireFault(
                400, "VolumeInUse", $"Volume {id} is currently attached to {instance.Id}"));
        }

        return new ActionResult(
            context.State with { Volumes = context.State.Volumes.Without(id) },
            static xml => xml.Leaf("return", truth: true));
    }

    /// <summary>DescribeVolumes.</summary>
    public static ActionResult Describe(ActionContext context)
    {
        QueryReader read = context.Read;
        ValueList<string> ids = read.Texts("VolumeId");
        FilterSet filters = Ec2Filters.Read<AttachedVolume>(read, Facets);
        int? size = read.Number("MaxResults", 5, 1000);
        string? token = read.Text("NextToken", int.MaxValue);
        read.Finish();
        AttachedVolume[] all = [.. AttachedVolume.All(context.State)];
        VolumeLookup.Check(all, ids);
        IEnumerable<AttachedVolume> found = Ec2Filters.Apply(
            filters,
            all.Where(one => ids.Count == 0 || ids.Contains(one.Volume.Id, StringComparer.Ordinal)),
            Facets);
        Page<AttachedVolume> page = Page<AttachedVolume>.Cut(
            context.State.Seed, "volumes", found, static one => one.Volume.Id, size ?? int.MaxValue, token);
        return new ActionResult(context.State, xml => xml
            .List("volumeSet", "item", page.Items, Write)
            .Maybe("nextToken", page.Next));
    }

    private static VolumeRecord Read(ActionContext context)
    {
        QueryReader read = context.Read;
        string zone = read.Required("AvailabilityZone");
        string type = read.Text("VolumeType") ?? VolumeTypes.Default;
        (int? size, int? iops, int? throughput) = (
            read.Number("Size", 1, MaxSize),
            read.Number("Iops", 1, MaxIops),
            read.Number("Throughput", 1, MaxThroughput));
        bool isEncrypted = read.Truth("Encrypted") ?? false;
        string token = read.Text("ClientToken", TokenLengthMax) ?? "";
        ValueMap<string> tags = InstanceTagActions.ReadOfLaunch(read, ResourceType);
        read.Finish();
        CheckZone(context, zone);
        CheckType(type, iops, throughput);
        int known = size ?? throw new QueryFaultException(WireFault.MissingParameter("size or snapshotId"));
        return new VolumeRecord(Identity.Of("vol", context.State.Seed, context.State.NextNumber), context.At)
        {
            Zone = zone,
            Size = known,
            VolumeType = type,
            Iops = VolumeTypes.IopsOf(type, known, iops),
            Throughput = VolumeTypes.ThroughputOf(type, throughput),
            IsEncrypted = isEncrypted,
            ClientToken = token,
            Tags = tags,
        };
    }

    private static void CheckZone(ActionContext context, string zone)
    {
        if (context.Options.Clouds.Count > 0 && !context.Options.Clouds.Contains(zone, StringComparer.Ordinal))
        {
            throw new QueryFaultException(new WireFault(
                400,
                "InvalidZone.NotFound",
                $"The zone '{Printable.Escape(zone)}' does not exist; the zones are "
                    + $"{string.Join(", ", context.Options.Clouds)}."));
        }
    }

    private static void CheckType(string type, int? iops, int? throughput)
    {
        if (!VolumeTypes.Names.Contains(type, StringComparer.Ordinal))
        {
            throw new QueryFaultException(new WireFault(
                400,
                "UnknownVolumeType",
                $"Unsupported volume type '{Printable.Escape(type)}'; the types are "
                    + $"{string.Join(", ", VolumeTypes.Names)}."));
        }

        if (iops is null && VolumeTypes.NeedsIops(type))
        {
            throw new QueryFaultException(WireFault.MissingParameter("iops"));
        }

        string wrong = iops is not null && !VolumeTypes.TakesIops(type) ? "iops" : "";
        wrong = throughput is not null && !VolumeTypes.TakesThroughput(type) ? "throughput" : wrong;
        if (wrong.Length > 0)
        {
            throw new QueryFaultException(WireFault.InvalidCombination(
                WireService.Ec2, $"The parameter {wrong} is not supported for {type} volumes."));
        }
    }

    private static IEnumerable<string>? Facets(AttachedVolume? one, string filter) => FacetsOf(one ?? Nothing, filter);

    private static IEnumerable<string>? FacetsOf(AttachedVolume one, string filter) => filter switch
    {
        "volume-id" => [one.Volume.Id],
        "availability-zone" => [one.Volume.Zone],
        "create-time" => [XmlText.Stamp(one.Volume.CreatedAt)],
        "encrypted" => [XmlText.Word(one.Volume.IsEncrypted)],
        "multi-attach-enabled" => [XmlText.Word(truth: false)],
        "size" => [one.Volume.Size.ToString(CultureInfo.InvariantCulture)],
        "snapshot-id" => one.Volume.SnapshotId is { Length: > 0 } snapshot ? [snapshot] : [],
        "status" => [one.State],
        "volume-type" => [one.Volume.VolumeType],
        "attachment.attach-time" => OfAttachment(one, (_, _) => XmlText.Stamp(one.AttachedAt!.Value)),
        "attachment.delete-on-termination" =>
            OfAttachment(one, (_, disk) => XmlText.Word(InstanceVolumes.IsDeleted(disk))),
        "attachment.device" => OfAttachment(one, (_, disk) => disk.Device),
        "attachment.instance-id" => OfAttachment(one, (instance, _) => instance.Id),
        "attachment.status" => OfAttachment(one, (_, _) => "attached"),
        _ => Ec2Filters.TagFacets(one.Volume.Tags, filter),
    };

    private static IEnumerable<string> OfAttachment(
        AttachedVolume one, Func<InstanceRecord, DiskRecord, string> value) =>
        one is { Instance: { } instance, Disk: { } disk } ? [value(instance, disk)] : [];

    private static void Write(XmlText xml, AttachedVolume one)
    {
        VolumeRecord volume = one.Volume;
        xml.Leaf("volumeId", volume.Id).Leaf("size", volume.Size).Leaf("snapshotId", volume.SnapshotId)
            .Leaf("availabilityZone", volume.Zone).Leaf("status", one.State).Leaf("createTime", volume.CreatedAt)
            .List(
                "attachmentSet",
                "item",
                Attached(one),
                static (xml, one) => AttachmentActions.Write(xml, one, "attached"));
        Ec2Reply.WriteTags(xml, volume.Tags);
        xml.Leaf("volumeType", volume.VolumeType);
        _ = volume.Iops is { } iops ? xml.Leaf("iops", iops) : xml;
        xml.Leaf("encrypted", volume.IsEncrypted).Leaf("multiAttachEnabled", truth: false);
        _ = volume.Throughput is { } throughput ? xml.Leaf("throughput", throughput) : xml;
    }

    private static AttachedVolume[] Attached(AttachedVolume one) => one.Instance is null ? [] : [one];
}

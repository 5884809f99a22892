using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.Volumes;

/// <summary>Attaches volumes to instances and detaches them: as records, for nodes have the disks of their image.</summary>
internal static class AttachmentActions
{
    /// <summary>AttachVolume.</summary>
    public static ActionResult Attach(ActionContext context)
    {
        QueryReader read = context.Read;
        (string id, string owner, string device) =
            (read.Required("VolumeId"), read.Required("InstanceId"), read.Required("Device"));
        read.Finish();
        AttachedVolume found = VolumeLookup.ById(context.State, id);
        InstanceRecord instance = InstanceOf(context, owner);
        CheckFree(context, found, instance, device);
        VolumeRecord volume = found.Volume with { Instance = owner, Device = device, AttachedAt = context.At };
        AccountState state = context.State with { Volumes = context.State.Volumes.With(id, volume) };
        AttachedVolume attached = VolumeLookup.ById(state, id);
        return new ActionResult(state, xml => Write(xml, attached, "attaching"));
    }

    /// <summary>DetachVolume. The volume of the image stays: a node boots from it.</summary>
    public static ActionResult Detach(ActionContext context)
    {
        QueryReader read = context.Read;
        string id = read.Required("VolumeId");
        (string? owner, string? device) = (read.Text("InstanceId"), read.Text("Device"));
        read.Finish();
        AttachedVolume found = VolumeLookup.ById(context.State, id);
        if (owner is not null)
        {
            _ = InstanceOf(context, owner);
        }

        if (found is not { Instance: { } instance, Disk: { } disk })
        {
            throw new QueryFaultException(new WireFault(
                400, "IncorrectState", $"Volume '{id}' is in the 'available' state."));
        }

        CheckAttachment(found, owner ?? instance.Id, device ?? disk.Device);
        if (disk.Device == InstanceVolumes.RootDevice)
        {
            throw new QueryFaultException(new WireFault(
                400, "OperationNotPermitted", $"Unable to detach root volume '{id}' from instance '{instance.Id}'"));
        }

        return new ActionResult(
            InstanceVolumes.Detach(context.State, instance, disk, found.Volume),
            xml => Write(xml, found, "detaching"));
    }

    /// <summary>Writes what a volume is attached to.</summary>
    /// <param name="xml">The reply.</param>
    /// <param name="one">A volume that is attached.</param>
    /// <param name="status">The word of EC2 for the state of the attachment.</param>
    public static void Write(XmlText xml, AttachedVolume one, string status) => xml
        .Leaf("volumeId", one.Volume.Id)
        .Leaf("instanceId", one.Instance!.Id)
        .Leaf("device", one.Disk!.Device)
        .Leaf("status", status)
        .Leaf("attachTime", one.AttachedAt!.Value)
        .Leaf("deleteOnTermination", InstanceVolumes.IsDeleted(one.Disk));

    private static InstanceRecord InstanceOf(ActionContext context, string id)
    {
        Ec2Actions.CheckIds(context.State.AllInstances, [id]);
        return context.State.AnyInstance(id)!;
    }

    /// <exception cref="QueryFaultException">The volume or the device is in use, the instance ends, or they are of
    /// different zones.</exception>
    private static void CheckFree(
        ActionContext context, AttachedVolume volume, InstanceRecord instance, string device)
    {
        string id = volume.Volume.Id;
        if (volume.Instance is not null)
        {
            throw new QueryFaultException(new WireFault(
                400, "VolumeInUse", $"{id} is already attached to an instance"));
        }

        if (instance.IsEnding || instance.State == InstanceState.Terminated)
        {
            throw new QueryFaultException(new WireFault(
                400, "IncorrectState", $"Instance '{instance.Id}' is not 'running'."));
        }

        if (volume.Volume.Zone != instance.Zone)
        {
            throw new QueryFaultException(new WireFault(
                400, "InvalidVolume.ZoneMismatch",
                $"The volume '{id}' is not in the same availability zone as instance '{instance.Id}'"));
        }

        if (InstanceVolumes.AllOf(context.State, instance).Any(one => one.Disk.Device == device))
        {
            throw new QueryFaultException(WireFault.InvalidParameterValue(
                $"Invalid value '{Printable.Escape(device)}' for unixDevice. Attachment point "
                    + $"{Printable.Escape(device)} is already in use"));
        }
    }

    private static void CheckAttachment(AttachedVolume found, string instance, string device)
    {
        if (found.Instance!.Id != instance || found.Disk!.Device != device)
        {
            throw new QueryFaultException(new WireFault(
                400, "InvalidAttachment.NotFound",
                $"The volume {found.Volume.Id} is not attached to instance {Printable.Escape(instance)} as device "
                    + Printable.Escape(device)));
        }
    }
}

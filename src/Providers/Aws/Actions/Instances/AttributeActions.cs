using System.Buffers.Text;
using Scalewright.Providers.AutoScaling.Actions.SecurityGroups;
using Scalewright.Providers.AutoScaling.Actions.Settings;

namespace Scalewright.Providers.AutoScaling.Actions.Instances;

/// <summary>Shows and changes single attributes of instances.</summary>
internal static class AttributeActions
{
    private const int MaxUserDataLength = 22_000;

    // EC2 API reference, ModifyInstanceAttribute: the attributes that can be changed here.
    private static readonly ChangeableAttribute[] Changeable =
    [
        new("instanceType", "InstanceType.Value", ""),
        new("userData", "UserData.Value", ""),
        new("disableApiTermination", "DisableApiTermination.Value", ""),
        new("disableApiStop", "DisableApiStop.Value", ""),
        new("sourceDestCheck", "SourceDestCheck.Value", RecordedReason.Traffic),
        new("ebsOptimized", "EbsOptimized.Value", RecordedReason.Disks),
        new("kernel", "Kernel.Value", RecordedReason.Kernels),
        new("ramdisk", "Ramdisk.Value", RecordedReason.Kernels),
    ];

    public static QueryAction Describe(QueryReader reader)
    {
        string name = reader.Required("Attribute");
        Func<ActionContext, InstanceRecord> find = ReadInstance(reader);
        return context =>
        {
            InstanceRecord instance = find(context);
            Action<XmlText> write = FindWriter(context, instance, name) ?? throw new QueryErrorException(Unknown(name));
            return new QueryActionResult(context.State, xml => write(xml.Leaf("instanceId", instance.Id)));
        };
    }

    /// <summary>ModifyInstanceAttribute: one attribute.</summary>
    public static QueryAction Modify(QueryReader reader)
    {
        reader.RejectUnless("terminate", "an instance without a node is terminated", "InstanceInitiatedShutdownBehavior.Value");
        reader.RejectUnless("false", RejectionReason.Unsupported, "EnaSupport.Value");
        reader.Reject(RejectionReason.Volumes, "BlockDeviceMapping");
        reader.Reject(RejectionReason.Unsupported, "SriovNetSupport.Value");
        ValueList<string> groups = reader.Recorded(RecordedReason.Traffic).Texts("GroupId");
        (string? named, string? value) = (reader.Text("Attribute"), reader.Text("Value", MaxUserDataLength));
        ChangeableAttribute[] sent =
        [
            .. Changeable.Where(one => reader.Recorded(one.Reason).Text(one.Member, MaxUserDataLength) is not null),
        ];
        Func<ActionContext, InstanceRecord> find = ReadInstance(reader);
        return context =>
        {
            bool[] others = [groups.Count > 0, named is not null];
            int count = sent.Length + others.Count(one => one);
            if (count > 1)
            {
                throw new QueryErrorException(
                    QueryError.InvalidCombination(QueryService.Ec2, "Fields for multiple attribute types specified")
                );
            }

            InstanceRecord instance = find(context);
            if (count == 0)
            {
                throw new QueryErrorException(QueryError.MissingParameter("Attribute"));
            }

            (string attribute, string member) = sent is [var only] ? (only.Name, only.Member) : (named ?? "", "Value");
            InstanceRecord changed =
                groups.Count > 0
                    ? instance with
                    {
                        SecurityGroups = SecurityGroupLookup.Ids(context.State, groups, []),
                    }
                    : Change(reader, instance, attribute, member, value);
            reader.Finish();
            return new QueryActionResult(context.State.With(changed), static xml => xml.Leaf("return", value: true));
        };
    }

    private static InstanceRecord Change(QueryReader reader, InstanceRecord instance, string attribute, string member, string? value)
    {
        string text = reader.Text(member, MaxUserDataLength) ?? value ?? "";
        switch (attribute)
        {
            case "disableApiTermination":
                return instance with { IsTerminationDisabled = reader.RequiredBoolean(member) };
            case "disableApiStop":
                return instance with { IsStopDisabled = reader.RequiredBoolean(member) };
            case "sourceDestCheck":
                return instance with { IsUnchecked = !reader.RequiredBoolean(member) };
            case "ebsOptimized":
                CheckStopped(instance);
                return instance with { Settings = instance.Settings with { IsEbsOptimized = reader.RequiredBoolean(member) } };
            case "kernel":
                CheckStopped(instance);
                return instance with { Settings = instance.Settings with { KernelId = text } };
            case "ramdisk":
                CheckStopped(instance);
                return instance with { Settings = instance.Settings with { RamdiskId = text } };
            case "instanceType":
                CheckStopped(instance);
                return text.Length > 0
                    ? instance with
                    {
                        InstanceType = text,
                    }
                    : throw new QueryErrorException(QueryError.MissingParameter(member));
            case "userData":
                CheckStopped(instance);
                return Base64.IsValid(text)
                    ? instance with
                    {
                        UserData = text,
                    }
                    : throw new QueryErrorException(QueryError.MalformedUserData);
            default:
                throw new QueryErrorException(Unknown(attribute));
        }
    }

    private static Func<ActionContext, InstanceRecord> ReadInstance(QueryReader reader)
    {
        string id = reader.Required("InstanceId");
        return context =>
        {
            Ec2Actions.CheckIds(context.State.AllInstances, [id]);
            return context.State.AnyInstance(id)!;
        };
    }

    // The source of a node cannot change while the node exists.
    private static void CheckStopped(InstanceRecord instance)
    {
        if (instance.Power != PowerState.Stopped)
        {
            throw new QueryErrorException(
                new QueryError(400, "IncorrectInstanceState", $"The instance '{instance.Id}' is not in the 'stopped' state.")
            );
        }
    }

    private static QueryError Unknown(string attribute) =>
        QueryError.InvalidParameterValue(
            $"Value ({TextEscaping.Escape(attribute)}) for parameter attribute is invalid. Unknown attribute."
        );

    /// <summary>Returns the writer of an attribute; null if it is unknown.</summary>
    private static Action<XmlText>? FindWriter(ActionContext context, InstanceRecord instance, string name) =>
        name switch
        {
            "instanceType" => Value(name, instance.InstanceType),
            "userData" => Value(name, GetUserData(context, instance)),
            "disableApiTermination" => Value(name, XmlText.FormatBool(instance.IsTerminationDisabled)),
            "disableApiStop" => Value(name, XmlText.FormatBool(instance.IsStopDisabled)),
            "sourceDestCheck" => Value(name, XmlText.FormatBool(!instance.IsUnchecked)),

            // An instance whose node no longer exists is terminated.
            "instanceInitiatedShutdownBehavior" => Value(name, "terminate"),
            "rootDeviceName" => Value(name, "/dev/sda1"),
            "ebsOptimized" => Value(name, XmlText.FormatBool(instance.Settings.IsEbsOptimized)),
            "enaSupport" => Value(name, "false"),
            "sriovNetSupport" => Value(name, "simple"),
            "kernel" => Value(name, instance.Settings.KernelId),
            "ramdisk" => Value(name, instance.Settings.RamdiskId),
            "enclaveOptions" => static xml => xml.Open("enclaveOptions").Leaf("enabled", value: false).Close("enclaveOptions"),
            "productCodes" => static xml => xml.Empty("productCodes"),
            "blockDeviceMapping" => xml => SettingsWriter.WriteDevices(xml, context, instance),

            // AWS CLI reference, describe-instance-attribute: only IDs.
            "groupSet" => xml =>
                xml.List("groupSet", "item", SecurityGroupLookup.GetGroups(context.State, instance), static (xml, group) =>
                    xml.Leaf("groupId", group.Id)
                ),
            _ => null,
        };

    private static Action<XmlText> Value(string name, string value) => xml => xml.Open(name).LeafIfNotEmpty("value", value).Close(name);

    private static string GetUserData(ActionContext context, InstanceRecord instance) =>
        instance.UserData.Length == 0 && context.State.Launches.TryGetValue(instance.Launch, out LaunchRecord? launch)
            ? launch.UserData
            : instance.UserData;

    /// <summary>An attribute that ModifyInstanceAttribute can change.</summary>
    /// <param name="Member">Parameter with its value.</param>
    /// <param name="Reason">Reason why it is only recorded; empty if it takes effect.</param>
    private sealed record ChangeableAttribute(string Name, string Member, string Reason);
}

using Scalewright.Providers.AutoScaling.Actions.Settings;

namespace Scalewright.Providers.AutoScaling.Actions.Instances;

/// <summary>Options of the metadata service of instances.</summary>
internal static class MetadataActions
{
    /// <summary>ModifyInstanceMetadataOptions: parameters that are not set keep their values.</summary>
    public static QueryAction Modify(QueryReader reader)
    {
        string id = reader.Required("InstanceId");
        MetadataSettings changes = SettingsReader.ReadMetadata(reader, "");
        return context =>
        {
            Ec2Actions.CheckIds(context.State.AllInstances, [id]);
            InstanceRecord before = context.State.AnyInstance(id)!;
            MetadataSettings metadata = (before.Settings.Metadata ?? MetadataSettings.None).With(changes);
            InstanceRecord after = before with { Settings = before.Settings with { Metadata = metadata } };
            return new QueryActionResult(context.State.With(after), xml =>
                SettingsWriter.WriteMetadata(xml.Leaf("instanceId", id), "instanceMetadataOptions", after)
            );
        };
    }
}

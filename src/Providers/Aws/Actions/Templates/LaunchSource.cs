namespace Scalewright.Providers.AutoScaling.Actions.Templates;

/// <summary>Launch source of a group: launch configuration, launch template or mixed instances policy.</summary>
internal static class LaunchSource
{
    /// <summary>Message of AWS for a group without a source or with two.</summary>
    public const string OneSourceOnly =
        "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.";

    /// <summary>
    /// Reads the source of a request. The result sets the source of a group, or returns the group unchanged if the
    /// request names none. It rejects several sources, and one that does not exist or cannot be launched.
    /// </summary>
    /// <param name="instance">ID of an existing instance whose settings the group uses; null for none.</param>
    public static Func<ActionContext, GroupRecord, GroupRecord> Read(QueryReader reader, string? instance)
    {
        string? launch = reader.Text("LaunchConfigurationName");
        Func<ActionContext, TemplateUse?> findTemplate = TemplateLaunch.Read(reader, "LaunchTemplate.");
        Func<ActionContext, MixedInstancesRecord?> findMixed = MixedInstances.Read(reader);
        return (context, group) =>
        {
            (TemplateUse? template, MixedInstancesRecord? mixed) = (findTemplate(context), findMixed(context));
            int count = new object?[] { launch, instance, template, mixed }.Count(source => source is not null);
            if (count == 0)
            {
                return group;
            }

            if (count > 1)
            {
                throw new QueryErrorException(QueryError.Validation(OneSourceOnly));
            }

            if (instance is not null)
            {
                // AutoScaling API reference, CreateAutoScalingGroup, InstanceId: the instance becomes a launch
                // configuration with the name of the group.
                return group with { Launch = group.Name };
            }

            if (launch is not null)
            {
                GroupSettings.CheckLaunch(context, launch);
            }
            else
            {
                _ = Describe(context, template ?? mixed!.Template, mixed);
            }

            return group with
            {
                Launch = launch ?? "",
                Template = template,
                Mixed = mixed,
            };
        };
    }

    /// <summary>Indicates whether a group has a source.</summary>
    public static bool IsIn(GroupRecord group) => group.Launch.Length > 0 || group.Template is not null || group.Mixed is not null;

    /// <summary>Describes an instance of a group, without ID and placement.</summary>
    /// <exception cref="QueryErrorException">The source is gone, or cannot launch instances.</exception>
    public static InstanceRecord CreateInstance(ActionContext context, GroupRecord group, string cloud)
    {
        if ((group.Template ?? group.Mixed?.Template) is { } use)
        {
            return Describe(context, use, group.Mixed);
        }

        AccountState state = context.State;
        string forCloud = $"{CloudChoice.GetStem(group.Launch)}@{cloud}";
        LaunchRecord? launch = state.Launches.GetValueOrDefault(forCloud) ?? state.Launches.GetValueOrDefault(group.Launch);
        return new InstanceRecord("", 0, "", context.At)
        {
            Launch = launch?.Name ?? group.Launch,
            ImageId = launch?.ImageId ?? "",
            InstanceType = launch?.InstanceType ?? "",
            KeyName = launch?.KeyName ?? "",
            Settings = launch?.Settings ?? InstanceSettings.None,
        };
    }

    /// <summary>Writes the source of a group or of one of its instances.</summary>
    public static XmlText Write(XmlText xml, string launch, TemplateUse? template)
    {
        xml.LeafIfNotEmpty("LaunchConfigurationName", launch);
        return template is null ? xml : TemplateLaunch.Write(xml.Open("LaunchTemplate"), template).Close("LaunchTemplate");
    }

    private static InstanceRecord Describe(ActionContext context, TemplateUse use, MixedInstancesRecord? mixed)
    {
        InstanceRecord described = TemplateLaunch.Describe(context, use);
        InstanceTypeOverride? first = mixed is { Overrides.Count: > 0 } ? mixed.Overrides[0] : null;
        return described with
        {
            InstanceType = first is { InstanceType.Length: > 0 } ? first.InstanceType : described.InstanceType,
            Weight = first?.Weight,
        };
    }
}

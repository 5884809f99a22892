namespace Scalewright.Providers.AutoScaling.Actions.Templates;

/// <summary>Launches from launch templates, for groups and for RunInstances.</summary>
internal static class TemplateLaunch
{
    /// <summary>Message of AWS for a specification without a template or with two.</summary>
    public const string OneNameOnly = "Valid requests must contain either launchTemplateId or LaunchTemplateName";

    private const string NotUsable = "You must use a valid fully-formed launch template. ";

    /// <summary>
    /// Reads a launch template specification of an AutoScaling request. The result finds the template; it is null if no
    /// template is specified.
    /// </summary>
    public static Func<ActionContext, TemplateUse?> Read(QueryReader reader, string prefix)
    {
        (string? id, string? name, string? version) = (
            reader.Text(prefix + "LaunchTemplateId"),
            reader.Text(prefix + "LaunchTemplateName"),
            reader.Text(prefix + "Version")
        );
        return context =>
        {
            if (id is null && name is null && version is null)
            {
                return null;
            }

            if ((id is null) == (name is null))
            {
                throw new QueryErrorException(QueryError.Validation(OneNameOnly));
            }

            TemplateRecord template = Usable(() =>
                id is not null ? TemplateLookup.ById(context.State, id) : TemplateLookup.ByName(context.State, name!)
            );
            TemplateUse use = new(template.Id, template.Name, version ?? "");
            _ = Usable(() => TemplateLookup.Version(template, use.Effective()));
            return use;
        };
    }

    /// <summary>
    /// Reads the launch template of a RunInstances request. The result uses the parameters of the template as defaults
    /// for those of the request.
    /// </summary>
    public static Func<AccountState, (QueryReader Read, TemplateUse? Use)> FromRequest(QueryReader reader)
    {
        const string Prefix = "LaunchTemplate.";
        if (!reader.Has(Prefix))
        {
            return _ => (reader, null);
        }

        Func<AccountState, TemplateRecord> find = TemplateLookup.Read(reader, Prefix);
        string? requested = reader.Text(Prefix + "Version");
        return state =>
        {
            TemplateRecord template = find(state);
            TemplateVersionRecord version = TemplateLookup.Version(template, requested ?? TemplateRecord.Default);
            return (reader.WithDefaults(Launchable(version)), Resolved(template, version));
        };
    }

    /// <summary>Returns the RunInstances parameter for a member of launch template data.</summary>
    public static string GetLaunchName(string member) => member == "RamDiskId" ? "RamdiskId" : member;

    /// <summary>Describes the instance of a template, without ID and placement.</summary>
    /// <exception cref="QueryErrorException">The template is gone, or cannot launch instances.</exception>
    public static InstanceRecord Describe(ActionContext context, TemplateUse use) =>
        Usable(() =>
        {
            TemplateRecord template = TemplateLookup.ById(context.State, use.Id);
            TemplateVersionRecord version = TemplateLookup.Version(template, use.Effective());
            QueryReader reader = new QueryReader(new QueryParameters([]), QueryService.Ec2).WithDefaults(Launchable(version));
            Func<ActionContext, InstanceRecord> describe = RunActions.ReadInstance(reader);
            reader.Finish();
            InstanceRecord described = describe(context);
            if (described.Settings.PrivateAddress.Length > 0)
            {
                throw new QueryErrorException(QueryError.Validation("A private address may be specified for one instance alone."));
            }

            return described with
            {
                Template = Resolved(template, version),
            };
        });

    public static XmlText Write(XmlText xml, TemplateUse use) =>
        xml.Leaf("LaunchTemplateId", use.Id).Leaf("LaunchTemplateName", use.Name).LeafIfNotEmpty("Version", use.Version);

    private static TemplateUse Resolved(TemplateRecord template, TemplateVersionRecord version) =>
        new(template.Id, template.Name, version.Number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Returns the data of a version as RunInstances parameters, one of which has a different name.</summary>
    /// <exception cref="QueryErrorException">RunInstances rejects a parameter.</exception>
    private static KeyValuePair<string, string>[] Launchable(TemplateVersionRecord version)
    {
        KeyValuePair<string, string>[] parameters =
        [
            .. version.Data.Select(entry => KeyValuePair.Create(GetLaunchName(entry.Key), entry.Value)),
        ];
        ParameterCheck.Before(
            new QueryParameters(parameters),
            ActionTable.Find("RunInstances", QueryService.Ec2)!.Parameters,
            QueryService.Ec2
        );
        return parameters;
    }

    private static T Usable<T>(Func<T> find)
    {
        try
        {
            return find();
        }
        catch (QueryErrorException exception)
        {
            throw new QueryErrorException(QueryError.Validation(NotUsable + exception.Fault.Message));
        }
    }
}

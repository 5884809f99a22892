using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions.Templates;

/// <summary>Creates, changes, deletes and lists launch templates.</summary>
internal static class TemplateActions
{
    // EC2 API reference, CreateLaunchTemplate.
    public const int MaxDescriptionLength = 255;
    public const int MaxTokenLength = 128;

    // EC2 user guide, "Restrictions" of launch templates.
    private const int MaxTemplates = 5_000;
    private const string ResourceType = "launch-template";

    /// <summary>CreateLaunchTemplate. A repeated client token creates nothing and returns the first template.</summary>
    public static QueryActionResult Create(ActionContext context)
    {
        QueryReader read = context.Read;
        AccountState state = context.State;
        string name = read.Required("LaunchTemplateName", TemplateLookup.MaxNameLength);
        if (name.Length < TemplateLookup.MinNameLength || !name.All(IsNameCharacter))
        {
            read.AddError(
                "Value at 'launchTemplateName' failed to satisfy constraint: Member must have 3 to 128 letters, digits " + "and ( ) . - / _"
            );
        }

        ValueMap<string> tags = InstanceTagActions.ReadForLaunch(read, ResourceType);
        TemplateVersionRecord first = ReadVersion(context, 1);
        read.Finish();
        if (first.Data.Count == 0)
        {
            throw new QueryErrorException(QueryError.MissingParameter("LaunchTemplateData"));
        }

        if (Earlier(state, first.ClientToken) is { } earlier)
        {
            return IsSame(earlier, name, first)
                ? new QueryActionResult(state, xml => WriteOne(xml, context, earlier))
                : throw new QueryErrorException(QueryError.IdempotentParameterMismatch);
        }

        CheckFree(state, name);
        TemplateRecord template = new(IdGenerator.Create("lt", state.Seed, state.NextNumber), name, context.At)
        {
            Versions = [first],
            Tags = tags,
        };
        return new QueryActionResult(state.With(template) with { NextNumber = state.NextNumber + 1 }, xml =>
            WriteOne(xml, context, template)
        );
    }

    /// <summary>DeleteLaunchTemplate. Groups that use it stay, but cannot launch instances.</summary>
    public static QueryActionResult Delete(ActionContext context)
    {
        TemplateRecord template = TemplateLookup.Required(context);
        return new QueryActionResult(context.State with { Templates = context.State.Templates.Without(template.Id) }, xml =>
            WriteOne(xml, context, template)
        );
    }

    /// <summary>ModifyLaunchTemplate: sets the default version.</summary>
    public static QueryActionResult Modify(ActionContext context)
    {
        string? version = context.Read.Text("SetDefaultVersion");
        _ = context.Read.Text("ClientToken", MaxTokenLength);
        TemplateRecord template = TemplateLookup.Required(context);
        if (version is not null)
        {
            template = template with { DefaultVersion = TemplateLookup.Version(template, version).Number };
        }

        return new QueryActionResult(context.State.With(template), xml => WriteOne(xml, context, template));
    }

    /// <summary>DescribeLaunchTemplates: by IDs or names in the given order, otherwise all by creation.</summary>
    public static QueryActionResult Describe(ActionContext context)
    {
        QueryReader read = context.Read;
        (ValueList<string> ids, ValueList<string> names) = (read.Texts("LaunchTemplateId"), read.Texts("LaunchTemplateName"));
        FilterSet filters = Ec2Filters.Read<TemplateRecord>(read, GetFilterValues);
        int? size = read.Number("MaxResults", 1, 200);
        string? token = read.Text("NextToken", int.MaxValue);
        read.Finish();
        List<TemplateRecord> named =
        [
            .. ids.Select(id => FindListed(() => TemplateLookup.ById(context.State, id)))
                .Concat(names.Select(name => FindListed(() => TemplateLookup.ByName(context.State, name))))
                .Distinct(),
        ];
        IEnumerable<TemplateRecord> found =
            ids.Count + names.Count > 0
                ? named
                : context
                    .State.Templates.Values.OrderBy(template => template.CreatedAt)
                    .ThenBy(template => template.Id, StringComparer.Ordinal);
        found = Ec2Filters.Apply(filters, found, GetFilterValues);
        Page<TemplateRecord> page = Page<TemplateRecord>.Slice(
            context.State.Seed,
            "launch templates",
            found,
            template => template.Id,
            size ?? 200,
            token
        );
        return new QueryActionResult(context.State, xml =>
            xml.List("launchTemplates", "item", page.Items, (_, template) => TemplateWriter.Write(xml, context, template))
                .LeafIfNotEmpty("nextToken", page.Next)
        );
    }

    /// <summary>Reads the parameters shared by CreateLaunchTemplate and CreateLaunchTemplateVersion.</summary>
    public static TemplateVersionRecord ReadVersion(ActionContext context, long number) =>
        new(number, context.At)
        {
            Description = context.Read.Text("VersionDescription", MaxDescriptionLength) ?? "",
            ClientToken = context.Read.Text("ClientToken", MaxTokenLength) ?? "",
            Data = TemplateData.Read(context.Read),
        };

    private static TemplateRecord? Earlier(AccountState state, string token) =>
        token.Length == 0 ? null : state.Templates.Values.FirstOrDefault(template => template.Find(1)?.ClientToken == token);

    private static bool IsSame(TemplateRecord earlier, string name, TemplateVersionRecord first) =>
        earlier.Name == name && earlier.Find(1) is { } version && version with { CreatedAt = first.CreatedAt } == first;

    private static void CheckFree(AccountState state, string name)
    {
        if (state.Templates.Values.Any(template => template.Name == name))
        {
            throw new QueryErrorException(
                new QueryError(400, "InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.")
            );
        }

        if (state.Templates.Count >= MaxTemplates)
        {
            throw new QueryErrorException(
                new QueryError(400, "LaunchTemplateLimitExceeded", $"Only {MaxTemplates} launch templates are allowed.")
            );
        }
    }

    // A list with an unknown name is rejected as a whole, with a separate message.
    private static TemplateRecord FindListed(Func<TemplateRecord> find)
    {
        try
        {
            return find();
        }
        catch (QueryErrorException exception) when (exception.Fault.Code.Contains("NotFound", StringComparison.Ordinal))
        {
            throw new QueryErrorException(
                exception.Fault with
                {
                    Message = "At least one of the launch templates specified in the request does not exist.",
                }
            );
        }
    }

    private static IEnumerable<string>? GetFilterValues(TemplateRecord? template, string filter) =>
        filter switch
        {
            "create-time" => Ec2Filters.FilterValue(template, static one => XmlText.FormatTime(one.CreatedAt)),
            "launch-template-name" => Ec2Filters.FilterValue(template, static one => one.Name),
            _ => Ec2Filters.GetTagValues(template?.Tags, filter),
        };

    private static void WriteOne(XmlText xml, ActionContext context, TemplateRecord template) =>
        TemplateWriter.Write(xml.Open("launchTemplate"), context, template).Close("launchTemplate");

    private static bool IsNameCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || "().-/_".Contains(character, StringComparison.Ordinal);
}

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
    public static QueryAction Create(QueryReader reader)
    {
        string name = reader.Required("LaunchTemplateName", TemplateLookup.MaxNameLength);
        reader.AddErrorIf(
            name.Length < TemplateLookup.MinNameLength || !name.All(IsNameCharacter),
            "launchTemplateName",
            "Member must have 3 to 128 letters, digits and ( ) . - / _"
        );

        ValueMap<string> tags = InstanceTagActions.ReadForLaunch(reader, ResourceType);
        TemplateVersionRecord requested = ReadVersion(reader, 1);
        return context =>
        {
            AccountState state = context.State;
            TemplateVersionRecord first = requested with { CreatedAt = context.At };
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
        };
    }

    /// <summary>DeleteLaunchTemplate. Groups that use it stay, but cannot launch instances.</summary>
    public static QueryAction Delete(QueryReader reader)
    {
        Func<AccountState, TemplateRecord> find = TemplateLookup.Read(reader);
        return context =>
        {
            TemplateRecord template = find(context.State);
            return new QueryActionResult(context.State with { Templates = context.State.Templates.Without(template.Id) }, xml =>
                WriteOne(xml, context, template)
            );
        };
    }

    /// <summary>ModifyLaunchTemplate: sets the default version.</summary>
    public static QueryAction Modify(QueryReader reader)
    {
        reader.Ignore("setting the default version is idempotent", "ClientToken");
        string? version = reader.Text("SetDefaultVersion");
        _ = reader.Text("ClientToken", MaxTokenLength);
        Func<AccountState, TemplateRecord> find = TemplateLookup.Read(reader);
        return context =>
        {
            TemplateRecord template = find(context.State);
            if (version is not null)
            {
                template = template with { DefaultVersion = TemplateLookup.Version(template, version).Number };
            }

            return new QueryActionResult(context.State.With(template), xml => WriteOne(xml, context, template));
        };
    }

    /// <summary>DescribeLaunchTemplates: by IDs or names in the given order, otherwise all by creation.</summary>
    public static QueryAction Describe(QueryReader reader)
    {
        (ValueList<string> ids, ValueList<string> names) = (reader.Texts("LaunchTemplateId"), reader.Texts("LaunchTemplateName"));
        FilterSet filters = FilterSet.ReadEc2(reader);
        PageRequest page = PageRequest.ReadEc2(reader, 1, 200, 200);
        return context =>
        {
            List<TemplateRecord> named =
            [
                .. ids.Select(id => FindListed(() => TemplateLookup.ById(context.State, id)))
                    .Concat(names.Select(name => FindListed(() => TemplateLookup.ByName(context.State, name))))
                    .Distinct(),
            ];
            IEnumerable<TemplateRecord> templates =
                ids.Count + names.Count > 0
                    ? named
                    : context
                        .State.Templates.Values.OrderBy(template => template.CreatedAt)
                        .ThenBy(template => template.Id, StringComparer.Ordinal);
            templates = Ec2Filters.Apply(filters, templates, GetFilterValues);
            return page.Reply(
                context,
                "launch templates",
                templates,
                template => template.Id,
                "launchTemplates",
                (xml, template) => TemplateWriter.Write(xml, context, template)
            );
        };
    }

    /// <summary>Reads the parameters shared by CreateLaunchTemplate and CreateLaunchTemplateVersion.</summary>
    public static TemplateVersionRecord ReadVersion(QueryReader reader, long number) =>
        new(number, default)
        {
            Description = reader.Text("VersionDescription", MaxDescriptionLength) ?? "",
            ClientToken = reader.Text("ClientToken", MaxTokenLength) ?? "",
            Data = TemplateData.Read(reader),
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
            "create-time" => Ec2Filters.FilterValue(template, static record => XmlText.FormatTime(record.CreatedAt)),
            "launch-template-name" => Ec2Filters.FilterValue(template, static record => record.Name),
            _ => Ec2Filters.GetTagValues(template?.Tags, filter),
        };

    private static void WriteOne(XmlText xml, ActionContext context, TemplateRecord template) =>
        TemplateWriter.Write(xml.Open("launchTemplate"), context, template).Close("launchTemplate");

    private static bool IsNameCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || "().-/_".Contains(character, StringComparison.Ordinal);
}

using Scalewright.Providers.AutoScaling.Actions.SecurityGroups;
using Scalewright.Providers.AutoScaling.Actions.Templates;
using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Tag actions of EC2.</summary>
internal static class InstanceTagActions
{
    // EC2 user guide, "Tag restrictions".
    private const int MaxKeyLength = 128;
    private const int MaxValueLength = 256;

    // Resource types that a launch creates at AWS but not here.
    private static readonly string[] UnservedTypes = ["network-interface", "volume"];

    private static readonly string[] FilterNames = ["resource-id", "resource-type", "key", "value"];

    /// <summary>Reads the tags for the resources of one type that a request creates.</summary>
    /// <exception cref="QueryErrorException">A specification has no tags, or its type is not supported.</exception>
    public static ValueMap<string> ReadForLaunch(QueryReader reader, string resourceType)
    {
        List<KeyValuePair<string, string>> all = [];
        foreach (string prefix in reader.Structures("TagSpecification"))
        {
            string type = reader.Required(prefix + "ResourceType");
            if (UnservedTypes.Contains(type, StringComparer.Ordinal))
            {
                throw new QueryErrorException(
                    QueryError.InvalidParameterValue($"'{type}' is not a valid taggable resource type for this operation.")
                );
            }

            List<KeyValuePair<string, string>> own = ReadAll(reader, prefix + "Tag");
            if (own.Count == 0)
            {
                throw new QueryErrorException(QueryError.InvalidParameterValue("Tag specification must have at least one tag"));
            }

            all.AddRange(type == resourceType ? own : []);
        }

        return all.ToValueMap();
    }

    /// <summary>CreateTags: all resources or none.</summary>
    public static QueryAction Create(QueryReader reader) =>
        CreateAction(reader, static (before, tags) => tags.Aggregate(before, (all, tag) => all.With(tag.Key, tag.Value)));

    /// <summary>DeleteTags: keeps a tag whose value differs from the given one. Without tags, deletes all.</summary>
    public static QueryAction Delete(QueryReader reader) =>
        CreateAction(reader, static (before, tags) =>
            tags.Count == 0
                ? ValueMap<string>.Empty
                : tags.Where(tag => tag.Value.Length == 0 || before.GetValueOrDefault(tag.Key, "") == tag.Value)
                    .Aggregate(before, (all, tag) => all.Without(tag.Key))
        );

    public static QueryAction Describe(QueryReader reader)
    {
        FilterSet filters = FilterSet.ReadEc2(reader);
        PageRequest page = PageRequest.ReadEc2(reader);
        return context =>
        {
            FilterSet known = filters.Known(name =>
                FilterNames.Contains(name, StringComparer.Ordinal) || FilterSet.GetTagKey(name) is not null
            );
            IEnumerable<Ec2ResourceTag> found = Ec2ResourceTags.All(context).Where(tag => known.Matches(name => GetValues(tag, name)));
            return page.Reply(
                context,
                "ec2 tags",
                found,
                tag => $"{tag.Id}{tag.Key}",
                "tagSet",
                static (xml, tag) =>
                    xml.Leaf("resourceId", tag.Id).Leaf("resourceType", tag.Type).Leaf("key", tag.Key).Leaf("value", tag.Value)
            );
        };
    }

    private static IEnumerable<string> GetValues(Ec2ResourceTag tag, string filter) =>
        filter switch
        {
            "key" => [tag.Key],
            "value" => [tag.Value],
            "resource-type" => [tag.Type],
            "resource-id" => [tag.Id],
            _ => FilterSet.GetTagKey(filter) == tag.Key ? [tag.Value] : [],
        };

    private static QueryAction CreateAction(
        QueryReader reader,
        Func<ValueMap<string>, List<KeyValuePair<string, string>>, ValueMap<string>> change
    )
    {
        ValueList<string> ids = reader.Texts("ResourceId");
        List<KeyValuePair<string, string>> tags = ReadAll(reader, "Tag");
        return context =>
        {
            if (ids.Count == 0)
            {
                throw new QueryErrorException(QueryError.MissingParameter("resourceIdSet"));
            }

            Ec2ResourceTags.Check(context.State, ids);
            AccountState state = ids.Distinct(StringComparer.Ordinal)
                .Aggregate(context.State, (account, id) => Ec2ResourceTags.Update(account, id, before => change(before, tags)));
            return new QueryActionResult(state, static xml => xml.Leaf("return", value: true));
        };
    }

    private static List<KeyValuePair<string, string>> ReadAll(QueryReader reader, string list)
    {
        List<KeyValuePair<string, string>> tags = [];
        foreach (string prefix in reader.Structures(list))
        {
            string key = reader.Required(prefix + "Key", MaxKeyLength);
            reader.AddErrorIf(
                key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase),
                $"{prefix}Key",
                "aws: prefixed tag key names are not allowed",
                key
            );

            tags.Add(KeyValuePair.Create(key, reader.Text(prefix + "Value", MaxValueLength) ?? ""));
        }

        return tags;
    }
}

/// <summary>Tags of EC2 resources: instances, launch templates and security groups.</summary>
internal static class Ec2ResourceTags
{
    // EC2 user guide, "Tag restrictions".
    private const int MaxTags = 50;

    private const string Instance = "i-";
    private const string Template = "lt-";
    private const string Group = "sg-";

    public static IEnumerable<Ec2ResourceTag> All(ActionContext context)
    {
        AccountState state = context.State;
        return ReadTags(state.AllInstances, "instance", instance => instance.Id, instance => Ec2Actions.GetTags(context, instance))
            .Concat(ReadTags(state.Templates.Values, "launch-template", template => template.Id, template => template.Tags))
            .Concat(ReadTags(SecurityGroupLookup.All(state), "security-group", group => group.Id, group => group.Tags));
    }

    /// <summary>Checks that all resources exist.</summary>
    /// <exception cref="QueryErrorException">A resource does not exist, or its type cannot have tags here.</exception>
    public static void Check(AccountState state, ValueList<string> ids)
    {
        foreach (string id in ids)
        {
            if (id.StartsWith(Template, StringComparison.Ordinal))
            {
                _ = TemplateLookup.ById(state, id);
            }
            else if (id.StartsWith(Group, StringComparison.Ordinal))
            {
                _ = SecurityGroupLookup.Ids(state, [id], []);
            }
            else if (!id.StartsWith(Instance, StringComparison.Ordinal))
            {
                throw new QueryErrorException(new QueryError(400, "InvalidID", $"The ID '{TextEscaping.Escape(id)}' is not valid"));
            }
        }

        Ec2Actions.CheckIds(state.AllInstances, [.. ids.Where(id => id.StartsWith(Instance, StringComparison.Ordinal))]);
    }

    /// <summary>Changes the tags of a resource.</summary>
    /// <param name="id">ID of an existing resource.</param>
    /// <exception cref="QueryErrorException">The resource has too many tags.</exception>
    public static AccountState Update(AccountState state, string id, Func<ValueMap<string>, ValueMap<string>> change)
    {
        if (id.StartsWith(Template, StringComparison.Ordinal))
        {
            TemplateRecord template = TemplateLookup.ById(state, id);
            return state.With(template with { Tags = Limited(change(template.Tags)) });
        }

        if (id.StartsWith(Group, StringComparison.Ordinal))
        {
            SecurityGroupRecord group = SecurityGroupLookup.ById(state, id)!;
            return state.With(group with { Tags = Limited(change(group.Tags)) });
        }

        InstanceRecord instance = state.AnyInstance(id)!;
        return state.With(instance with { Tags = Limited(change(instance.Tags)) });
    }

    private static IEnumerable<Ec2ResourceTag> ReadTags<T>(
        IEnumerable<T> resources,
        string type,
        Func<T, string> getId,
        Func<T, IEnumerable<KeyValuePair<string, string>>> getTags
    ) =>
        resources.SelectMany(resource =>
            getTags(resource).Select(tag => new Ec2ResourceTag(Id: getId(resource), Type: type, Key: tag.Key, Value: tag.Value))
        );

    private static ValueMap<string> Limited(ValueMap<string> tags) =>
        tags.Count <= MaxTags
            ? tags
            : throw new QueryErrorException(new QueryError(400, "TagLimitExceeded", $"Only {MaxTags} tags are allowed on one resource."));
}

/// <summary>A tag of a resource.</summary>
/// <param name="Type">Type of the resource, for example <c>launch-template</c>.</param>
internal sealed record Ec2ResourceTag(string Id, string Type, string Key, string Value);

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
    public static ValueMap<string> ReadForLaunch(QueryReader read, string resourceType)
    {
        List<KeyValuePair<string, string>> all = [];
        foreach (string prefix in read.Structures("TagSpecification"))
        {
            string type = read.Required(prefix + "ResourceType");
            if (UnservedTypes.Contains(type, StringComparer.Ordinal))
            {
                throw new QueryErrorException(
                    QueryError.InvalidParameterValue($"'{type}' is not a valid taggable resource type for this operation.")
                );
            }

            List<KeyValuePair<string, string>> own = ReadAll(read, prefix + "Tag");
            if (own.Count == 0)
            {
                throw new QueryErrorException(QueryError.InvalidParameterValue("Tag specification must have at least one tag"));
            }

            all.AddRange(type == resourceType ? own : []);
        }

        return all.ToValueMap();
    }

    /// <summary>CreateTags: all resources or none.</summary>
    public static QueryActionResult Create(ActionContext context)
    {
        (ValueList<string> resources, List<KeyValuePair<string, string>> tags) = Read(context);
        AccountState state = resources.Aggregate(context.State, (account, id) =>
            Ec2ResourceTags.Change(account, id, before => tags.Aggregate(before, (all, tag) => all.With(tag.Key, tag.Value)))
        );
        return new QueryActionResult(state, static xml => xml.Leaf("return", value: true));
    }

    /// <summary>DeleteTags: keeps a tag whose value differs from the given one. Without tags, deletes all.</summary>
    public static QueryActionResult Delete(ActionContext context)
    {
        (ValueList<string> resources, List<KeyValuePair<string, string>> tags) = Read(context);
        AccountState state = resources.Aggregate(context.State, (account, id) => Ec2ResourceTags.Change(account, id, Left));
        return new QueryActionResult(state, static xml => xml.Leaf("return", value: true));

        ValueMap<string> Left(ValueMap<string> before) =>
            tags.Count == 0
                ? ValueMap<string>.Empty
                : tags.Where(tag => tag.Value.Length == 0 || before.GetValueOrDefault(tag.Key, "") == tag.Value)
                    .Aggregate(before, (all, tag) => all.Without(tag.Key));
    }

    public static QueryActionResult Describe(ActionContext context)
    {
        QueryReader read = context.Read;
        FilterSet filters = FilterSet.ReadEc2(read, name =>
            FilterNames.Contains(name, StringComparer.Ordinal) || FilterSet.GetTagKey(name) is not null
        );
        int? size = read.Number("MaxResults", 5, 1000);
        string? token = read.Text("NextToken", int.MaxValue);
        read.Finish();
        IEnumerable<Ec2ResourceTag> found = Ec2ResourceTags.All(context).Where(tag => filters.Matches(name => GetValues(tag, name)));
        Page<Ec2ResourceTag> page = Page<Ec2ResourceTag>.Slice(
            context.State.Seed,
            "ec2 tags",
            found,
            tag => $"{tag.Id}{tag.Key}",
            size ?? int.MaxValue,
            token
        );
        return new QueryActionResult(context.State, xml =>
        {
            xml.List("tagSet", "item", page.Items, (_, tag) =>
                xml.Leaf("resourceId", tag.Id).Leaf("resourceType", tag.Type).Leaf("key", tag.Key).Leaf("value", tag.Value)
            );
            xml.LeafIfNotEmpty("nextToken", page.Next);
        });
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

    private static (ValueList<string> Resources, List<KeyValuePair<string, string>> Tags) Read(ActionContext context)
    {
        ValueList<string> ids = context.Read.Texts("ResourceId");
        List<KeyValuePair<string, string>> tags = ReadAll(context.Read, "Tag");
        context.Read.Finish();
        if (ids.Count == 0)
        {
            throw new QueryErrorException(QueryError.MissingParameter("resourceIdSet"));
        }

        Ec2ResourceTags.Check(context.State, ids);
        return ([.. ids.Distinct(StringComparer.Ordinal)], tags);
    }

    private static List<KeyValuePair<string, string>> ReadAll(QueryReader read, string list)
    {
        List<KeyValuePair<string, string>> tags = [];
        foreach (string prefix in read.Structures(list))
        {
            string key = read.Required(prefix + "Key", MaxKeyLength);
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                read.AddError(
                    $"Value '{TextEscaping.Escape(key)}' at '{prefix}Key' failed to satisfy constraint: aws: prefixed "
                        + "tag "
                        + "key names are not allowed"
                );
            }

            tags.Add(KeyValuePair.Create(key, read.Text(prefix + "Value", MaxValueLength) ?? ""));
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
        return Create(state.AllInstances, "instance", instance => instance.Id, instance => Ec2Actions.GetTags(context, instance))
            .Concat(Create(state.Templates.Values, "launch-template", template => template.Id, template => template.Tags))
            .Concat(Create(SecurityGroupLookup.All(state), "security-group", group => group.Id, group => group.Tags));
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
    public static AccountState Change(AccountState state, string id, Func<ValueMap<string>, ValueMap<string>> change)
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

    private static IEnumerable<Ec2ResourceTag> Create<T>(
        IEnumerable<T> resources,
        string type,
        Func<T, string> getId,
        Func<T, IEnumerable<KeyValuePair<string, string>>> getTags
    ) => resources.SelectMany(resource => getTags(resource).Select(tag => new Ec2ResourceTag(getId(resource), type, tag.Key, tag.Value)));

    private static ValueMap<string> Limited(ValueMap<string> tags) =>
        tags.Count <= MaxTags
            ? tags
            : throw new QueryErrorException(new QueryError(400, "TagLimitExceeded", $"Only {MaxTags} tags are allowed on one resource."));
}

/// <summary>A tag of a resource.</summary>
/// <param name="Type">Type of the resource, for example <c>launch-template</c>.</param>
internal sealed record Ec2ResourceTag(string Id, string Type, string Key, string Value);

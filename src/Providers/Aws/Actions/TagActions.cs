using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions;

internal static class TagActions
{
    /// <summary>The only resource type that can have tags.</summary>
    public const string ResourceType = "auto-scaling-group";

    // AutoScaling API reference, Tag: key up to 128 characters, value up to 256; user guide: 50 tags per group.
    private const int MaxKeyLength = 128;
    private const int MaxValueLength = 256;
    private const int MaxTags = 50;

    private const string Propagation = "propagate-at-launch";
    private static readonly string[] FilterNames = [ResourceType, "key", "value", Propagation];

    /// <summary>Reads <c>Tags.member.N</c>.</summary>
    /// <returns>Tags with the names of their groups; empty for tags without a name.</returns>
    public static IReadOnlyList<(string Group, TagRecord Tag)> Read(QueryReader read)
    {
        List<(string, TagRecord)> tags = [];
        foreach (string prefix in read.Structures("Tags.member"))
        {
            string key = read.Required(prefix + "Key", MaxKeyLength);
            string value = read.Text(prefix + "Value", MaxValueLength) ?? "";
            string type = read.Text(prefix + "ResourceType") ?? ResourceType;
            if (type != ResourceType)
            {
                read.AddError(
                    $"Value '{TextEscaping.Escape(type)}' at '{prefix}ResourceType' failed to satisfy constraint: "
                        + $"Member must be {ResourceType}"
                );
            }

            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                read.AddError(
                    $"Value '{TextEscaping.Escape(key)}' at '{prefix}Key' failed to satisfy constraint: aws: prefixed "
                        + "tag key names are not allowed"
                );
            }

            tags.Add(
                (read.Text(prefix + "ResourceId") ?? "", new TagRecord(key, value, read.Boolean(prefix + "PropagateAtLaunch") ?? false))
            );
        }

        if (tags.Count > MaxTags)
        {
            read.AddError($"Value at 'tags' failed to satisfy constraint: Member must have length of 0 to {MaxTags}");
        }

        return tags;
    }

    public static QueryActionResult CreateOrUpdate(ActionContext context)
    {
        AccountState state = context.State;
        foreach ((string name, TagRecord tag) in ReadGroupTags(context))
        {
            GroupRecord group = (context with { State = state }).Group(name);
            state = state.With(group with { Tags = group.Tags.With(tag.Key, tag) });
        }

        return ApplyTags(context, state);
    }

    /// <summary>DeleteTags. Values are not compared, since boto 2 sends the text None.</summary>
    public static QueryActionResult Delete(ActionContext context)
    {
        AccountState state = context.State;
        foreach ((string name, TagRecord tag) in ReadGroupTags(context))
        {
            GroupRecord group = (context with { State = state }).Group(name);
            state = state.With(group with { Tags = group.Tags.Without(tag.Key) });
        }

        return ApplyTags(context, state);
    }

    public static QueryActionResult Describe(ActionContext context)
    {
        QueryReader read = context.Read;
        FilterSet filters = FilterSet.ReadAutoScaling(
            read,
            name => FilterNames.Contains(name, StringComparer.Ordinal),
            FilterNames,
            Propagation
        );
        read.Finish();
        IEnumerable<(string Group, TagRecord Tag)> found = context
            .State.Groups.Values.SelectMany(group => group.Tags.Values.Select(tag => (group.Name, tag)))
            .Where(entry => filters.Matches(name => [FilterValue(entry, name)]));
        Page<(string Group, TagRecord Tag)> page = Page<(string Group, TagRecord Tag)>.Create(context, "tags", found, entry =>
            $"{entry.Group.Length}:{entry.Group}{entry.Tag.Key}"
        );
        return new QueryActionResult(context.State, xml =>
            page.WriteTo(xml.List("Tags", "member", page.Items, (_, entry) => GroupWriter.WriteTag(xml, entry.Group, entry.Tag)))
        );
    }

    private static string FilterValue((string Group, TagRecord Tag) entry, string filter) =>
        filter switch
        {
            "key" => entry.Tag.Key,
            "value" => entry.Tag.Value,
            Propagation => XmlText.FormatBool(entry.Tag.IsPropagated),
            _ => entry.Group,
        };

    private static IReadOnlyList<(string Group, TagRecord Tag)> ReadGroupTags(ActionContext context)
    {
        IReadOnlyList<(string Group, TagRecord Tag)> tags = Read(context.Read);
        if (tags.Count == 0)
        {
            context.Read.AddError("Value null at 'tags' failed to satisfy constraint: Member must not be null");
        }

        if (tags.Any(tag => tag.Group.Length == 0))
        {
            context.Read.AddError("Value null at 'tags.resourceId' failed to satisfy constraint: Member must not be null");
        }

        context.Read.Finish();
        return tags;
    }

    /// <summary>
    /// Applies changed tags. New instances can then start in other clouds; existing instances stay in theirs.
    /// </summary>
    private static QueryActionResult ApplyTags(ActionContext context, AccountState state)
    {
        foreach (GroupRecord group in state.Groups.Values)
        {
            if (group.Tags == context.State.Groups[group.Name].Tags)
            {
                continue;
            }

            if (group.Tags.Count > MaxTags)
            {
                throw new QueryErrorException(QueryError.LimitExceeded($"Only {MaxTags} tags are allowed on one AutoScalingGroup."));
            }

            if (context.IsPhantom(group))
            {
                GroupSettings.CheckPhantom(context, group);
            }

            bool isBounded = SensorGroup.Bounds.Any(key => Tag(group, key) != Tag(context.State.Groups[group.Name], key));
            state = Sizing.Fit(
                context,
                state,
                group with
                {
                    IsSizeFixed = group.IsSizeFixed && !isBounded,
                },
                "in response to a user request that changed tags"
            );
        }

        return new QueryActionResult(state);
    }

    private static TagRecord? Tag(GroupRecord group, string key) => group.Tags.TryGetValue(key, out TagRecord? tag) ? tag : null;
}

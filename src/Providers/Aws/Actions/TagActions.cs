using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Tag actions of AutoScaling. Only groups have tags.</summary>
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
    public static IReadOnlyList<(string Group, TagRecord Tag)> Read(QueryReader reader)
    {
        List<(string, TagRecord)> tags = [];
        foreach (string prefix in reader.Structures("Tags.member"))
        {
            string key = reader.Required(prefix + "Key", MaxKeyLength);
            string value = reader.Text(prefix + "Value", MaxValueLength) ?? "";
            string type = reader.Text(prefix + "ResourceType") ?? ResourceType;
            reader.AddErrorIf(type != ResourceType, $"{prefix}ResourceType", $"Member must be {ResourceType}", type);

            reader.AddErrorIf(
                key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase),
                $"{prefix}Key",
                "aws: prefixed tag key names are not allowed",
                key
            );

            tags.Add(
                (reader.Text(prefix + "ResourceId") ?? "", new TagRecord(key, value, reader.Boolean(prefix + "PropagateAtLaunch") ?? false))
            );
        }

        reader.AddErrorIf(tags.Count > MaxTags, "tags", $"Member must have length of 0 to {MaxTags}");

        return tags;
    }

    public static QueryAction CreateOrUpdate(QueryReader reader) => Change(reader, static (tags, tag) => tags.With(tag.Key, tag));

    /// <summary>DeleteTags. Values are not compared, since boto 2 sends the text None.</summary>
    public static QueryAction Delete(QueryReader reader) => Change(reader, static (tags, tag) => tags.Without(tag.Key));

    public static QueryAction Describe(QueryReader reader)
    {
        FilterSet filters = FilterSet.ReadAutoScaling(
            reader,
            name => FilterNames.Contains(name, StringComparer.Ordinal),
            FilterNames,
            Propagation
        );
        PageRequest page = PageRequest.Read(reader);
        return context =>
        {
            IEnumerable<(string Group, TagRecord Tag)> tags = context
                .State.Groups.Values.SelectMany(group => group.Tags.Values.Select(tag => (group.Name, tag)))
                .Where(entry => filters.Matches(name => [FilterValue(entry, name)]));
            return page.Reply(
                context,
                "tags",
                tags,
                entry => $"{entry.Group.Length}:{entry.Group}{entry.Tag.Key}",
                "Tags",
                static (xml, entry) => GroupWriter.WriteTag(xml, entry.Group, entry.Tag)
            );
        };
    }

    private static string FilterValue((string Group, TagRecord Tag) entry, string filter) =>
        filter switch
        {
            "key" => entry.Tag.Key,
            "value" => entry.Tag.Value,
            Propagation => XmlText.FormatBool(entry.Tag.IsPropagated),
            _ => entry.Group,
        };

    private static QueryAction Change(QueryReader reader, Func<ValueMap<TagRecord>, TagRecord, ValueMap<TagRecord>> change)
    {
        IReadOnlyList<(string Group, TagRecord Tag)> tags = Read(reader);
        if (tags.Count == 0)
        {
            reader.AddError("Value null at 'tags' failed to satisfy constraint: Member must not be null");
        }

        if (tags.Any(tag => tag.Group.Length == 0))
        {
            reader.AddError("Value null at 'tags.resourceId' failed to satisfy constraint: Member must not be null");
        }

        return context =>
        {
            AccountState state = context.State;
            foreach ((string name, TagRecord tag) in tags)
            {
                GroupRecord group = (context with { State = state }).Group(name);
                state = state.With(group with { Tags = change(group.Tags, tag) });
            }

            return ApplyTags(context, state);
        };
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

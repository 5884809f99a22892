using Scalewright.Providers.AutoScaling.Actions.SecurityGroups;
using Scalewright.Providers.AutoScaling.Actions.Templates;
using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Tags of the resources of EC2: instances, launch templates and security groups.</summary>
internal static class ResourceTags
{
    // EC2 user guide, "Tag restrictions".
    private const int MaxTags = 50;

    private const string Instance = "i-";
    private const string Template = "lt-";
    private const string Group = "sg-";

    /// <summary>All tags, with the ids and types of their resources.</summary>
    public static IEnumerable<ResourceTag> All(ActionContext context)
    {
        AccountState state = context.State;
        return Of(
            state.AllInstances, "instance", instance => instance.Id, instance => Ec2Actions.TagsOf(context, instance))
            .Concat(Of(state.Templates.Values, "launch-template", template => template.Id, template => template.Tags))
            .Concat(Of(SecurityGroupLookup.All(state), "security-group", group => group.Id, group => group.Tags));
    }

    /// <summary>Checks that there is a resource of each id.</summary>
    /// <exception cref="QueryFaultException">An id is of no type that has tags here, or there is no such
    /// resource.</exception>
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
                throw new QueryFaultException(
                    new WireFault(400, "InvalidID", $"The ID '{Printable.Escape(id)}' is not valid"));
            }
        }

        Ec2Actions.CheckIds(
            state.AllInstances, [.. ids.Where(id => id.StartsWith(Instance, StringComparison.Ordinal))]);
    }

    /// <summary>The account with the tags of a resource changed.</summary>
    /// <param name="state">The account.</param>
    /// <param name="id">Id of a resource that is there.</param>
    /// <param name="change">Its tags before to its tags after.</param>
    /// <exception cref="QueryFaultException">It has too many.</exception>
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

    private static IEnumerable<ResourceTag> Of<T>(
        IEnumerable<T> resources, string type, Func<T, string> idOf,
        Func<T, IEnumerable<KeyValuePair<string, string>>> tagsOf) =>
        resources.SelectMany(
            resource => tagsOf(resource).Select(tag => new ResourceTag(idOf(resource), type, tag.Key, tag.Value)));

    private static ValueMap<string> Limited(ValueMap<string> tags) => tags.Count <= MaxTags
        ? tags
        : throw new QueryFaultException(
            new WireFault(400, "TagLimitExceeded", $"Only {MaxTags} tags are allowed on one resource."));
}

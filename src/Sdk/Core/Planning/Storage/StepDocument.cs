using Scalewright.Documents;
using Scalewright.Topologies;
using Scalewright.Topologies.Storage;

namespace Scalewright.Planning.Storage;

/// <summary>
/// Converts a step from and to a JSON object. Omits dependencies, because a journal keeps the execution order.
/// </summary>
internal static class StepDocument
{
    private const string Id = "id";

    public static DocumentMap From(PlanStep step)
    {
        FieldWriter fields = new FieldWriter().Add("action", StepText.From(step.Action)).Add("target", StepText.From(step.Target));
        return (
            step switch
            {
                CreateNetwork create => fields.Add("to", TopologyDocument.From(create.Network)),
                ChangeNetwork change => fields.Add("from", TopologyDocument.From(change.From)).Add("to", TopologyDocument.From(change.To)),
                DestroyNetwork destroy => fields.Add("from", TopologyDocument.From(destroy.Network)),
                CreateGroup create => fields.Add("to", TopologyDocument.From(create.Group)),
                ChangeGroup change => fields.Add("from", TopologyDocument.From(change.From)).Add("to", TopologyDocument.From(change.To)),
                DestroyGroup destroy => fields.Add("from", TopologyDocument.From(destroy.Group)),
                CreateNode create => fields.Add("group", create.Group).Add("to", TopologyDocument.From(create.Node)),
                ChangeNode change => fields
                    .Add("group", change.Group)
                    .Add("from", TopologyDocument.From(change.From))
                    .Add("to", TopologyDocument.From(change.To)),
                DestroyNode destroy => fields.Add("group", destroy.Group).Add("from", TopologyDocument.From(destroy.Node)),
                AdoptResource adopt => Add(fields, adopt.Resource),
                ForgetResource forget => Add(fields, forget.Resource),
                DestroyOrphan destroy => Add(fields, destroy.Resource),
                _ => throw new System.Diagnostics.UnreachableException(step.GetType().Name),
            }
        ).ToMap();
    }

    public static void Write(PlanStep step, IBufferWriter<byte> output) => DocumentJson.WriteLine(From(step), output);

    public static PlanStep? Read(DocumentNode node, string path, ProblemList problems)
    {
        MapReader map = new(node, path, problems);
        string action = map.Text("action");
        string target = map.Text("target");
        PlanStep? step = ReadReference(map, action, target)
            ?? (action, target) switch
            {
                ("create", "network") => new CreateNetwork(Network(map, "to")),
                ("change", "network") => new ChangeNetwork(Network(map, "from"), Network(map, "to")),
                ("destroy", "network") => new DestroyNetwork(Network(map, "from")),
                ("create", "group") => new CreateGroup(Group(map, "to", problems)),
                ("change", "group") => new ChangeGroup(Group(map, "from", problems), Group(map, "to", problems)),
                ("destroy", "group") => new DestroyGroup(Group(map, "from", problems)),
                ("create", "node") => new CreateNode(map.Text("group"), Node(map, "to")),
                ("change", "node") => new ChangeNode(map.Text("group"), Node(map, "from"), Node(map, "to")),
                ("destroy", "node") => new DestroyNode(map.Text("group"), Node(map, "from")),
                _ => null,
            };
        if (step is null)
        {
            problems.AddError(
                ProblemCode.UnknownReference,
                node.Position,
                path,
                $"'{TextEscaping.Escape($"{action} {target}")}' is not a step",
                "use create, change, destroy, adopt or forget with network, group or node"
            );
            return null;
        }

        map.EndMap();
        return step;
    }

    /// <summary>Reads a step that stores only the tag and id of its resource. Null for other steps.</summary>
    private static PlanStep? ReadReference(MapReader map, string action, string target)
    {
        if (!StepText.TryRead(target, out StepTarget stepTarget))
        {
            return null;
        }

        return action switch
        {
            "adopt" => new AdoptResource(Reference(map, stepTarget)),
            "forget" => new ForgetResource(Reference(map, stepTarget)),
            "destroy" when map.Has(Id) => new DestroyOrphan(Reference(map, stepTarget)),
            _ => null,
        };
    }

    private static ResourceReference Reference(MapReader map, StepTarget target) =>
        new(target, map.Text("name"), map.Text(Id)) { Group = map.Has("group") ? map.Text("group") : "" };

    private static FieldWriter Add(FieldWriter fields, ResourceReference resource) =>
        fields.Add("group", resource.Group.Length == 0 ? null : resource.Group).Add("name", resource.Name).Add(Id, resource.Id);

    private static NetworkSpec Network(MapReader map, string key) => TopologyFields.ReadNetwork(map.Map(key));

    private static NodeGroup Group(MapReader map, string key, ProblemList problems) => new TopologyFields(problems).ReadGroup(map.Map(key));

    private static NodeSpec Node(MapReader map, string key) => TopologyFields.ReadNode(map.Map(key));
}

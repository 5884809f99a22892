namespace Scalewright.Topologies.Diagrams;

/// <summary>The nodes of a profile.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Counts">Nodes and containers, in words.</param>
/// <param name="Facts">Plugin and hardware, in words.</param>
/// <param name="Links">Its addresses on each network.</param>
/// <param name="Roles">What its containers are.</param>
/// <param name="Boxes">Its nodes, each or many in one.</param>
internal sealed record DiagramGroup(
    string Name,
    string Counts,
    string Facts,
    ValueList<DiagramLink> Links,
    ValueList<DiagramRole> Roles,
    ValueList<DiagramBox> Boxes);

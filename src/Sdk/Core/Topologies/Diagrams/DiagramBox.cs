namespace Scalewright.Topologies.Diagrams;

/// <summary>One node, or many like ones.</summary>
/// <param name="Label">Host name; <c>first … last</c> for many.</param>
/// <param name="Detail">Its containers, in words.</param>
/// <param name="IsMany">True when it stands for more than one node.</param>
/// <param name="Roles">The roles of its containers in order, one mark each; empty when there are too many or it is many.</param>
internal sealed record DiagramBox(string Label, string Detail, bool IsMany, ValueList<int> Roles);

namespace Scalewright.Topologies.Diagrams;

/// <summary>What a picture shows, before anything is placed: texts, counts and colours.</summary>
/// <param name="Title">The topology's name.</param>
/// <param name="Summary">Its counts.</param>
/// <param name="Networks">The networks; links refer to them by index, which is also the colour.</param>
/// <param name="Groups">The groups.</param>
internal sealed record Diagram(string Title, string Summary, ValueList<DiagramNetwork> Networks, ValueList<DiagramGroup> Groups);

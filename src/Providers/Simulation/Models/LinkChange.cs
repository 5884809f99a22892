namespace Scalewright.Providers.Simulation.Models;

/// <summary>Temporary model of links, with the recorded event that caused it.</summary>
internal sealed record LinkChange(LinkModel Model, int EventNumber);

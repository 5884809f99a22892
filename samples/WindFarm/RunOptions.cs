namespace WindFarm;

/// <summary>Options of the command line.</summary>
/// <param name="Nodes">Number of nodes of the farm; null for the number in its profile.</param>
/// <param name="Seed">Seed of all random numbers. Planning uses none.</param>
/// <param name="Out">Output folder.</param>
internal sealed record RunOptions(int? Nodes, int Seed, string Out);

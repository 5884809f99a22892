namespace QuickStart;

/// <summary>What the command line asked for.</summary>
/// <param name="Nodes">How many nodes the farm shall need; null: as its profile says.</param>
/// <param name="Seed">Seed of everything drawn by chance; planning draws nothing.</param>
/// <param name="Out">Folder for everything that is written.</param>
internal sealed record RunOptions(int? Nodes, int Seed, string Out);

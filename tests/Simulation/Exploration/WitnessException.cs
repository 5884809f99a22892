namespace Exploration.Tests;

/// <summary>A rule was broken.</summary>
public sealed class WitnessException(string rule) : Exception(rule);

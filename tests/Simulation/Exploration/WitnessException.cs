namespace Exploration.Tests;

public sealed class WitnessException(string rule) : Exception(rule);

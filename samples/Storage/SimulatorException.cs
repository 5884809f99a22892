namespace StorageSample;

/// <summary>The simulator cannot go on; the message says why and what to do.</summary>
internal sealed class SimulatorException(string message, Exception? inner = null) : Exception(message, inner);

namespace StorageSample;

/// <summary>The simulator cannot continue. The message contains the reason and advice.</summary>
internal sealed class SimulatorException(string message, Exception? inner = null) : Exception(message, inner);

namespace Scalewright.Providers.Minimega;

/// <summary>A message is longer than allowed; never leaves the client.</summary>
internal sealed class ReplySizeException : IOException;

namespace System.Runtime.CompilerServices;

/// <summary>Enables records in netstandard2.0.</summary>
internal static class IsExternalInit;

using Scalewright;
using Scalewright.Agents.XmlRpc;

namespace VirtCluster.Compat;

/// <summary>A function as Python calls it: the number of positional arguments is checked in its words.</summary>
/// <param name="name">Its name, without a module.</param>
/// <param name="parameters">Names of its parameters.</param>
/// <param name="optionalCount">How many of the last have a default.</param>
/// <param name="body">What it does.</param>
internal sealed class PythonFunction(string name, string[] parameters, int optionalCount, Func<ValueList<XmlRpcValue>, XmlRpcValue> body)
{
    /// <summary>Its name, without a module.</summary>
    public string Name { get; } = name;

    /// <summary>Calls it.</summary>
    /// <exception cref="PythonException">Too many or too few arguments, or it fails.</exception>
    public ValueTask<XmlRpcValue> CallAsync(ValueList<XmlRpcValue> arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int required = parameters.Length - optionalCount;
        return arguments.Count > parameters.Length ? throw TooMany(arguments.Count, required)
            : arguments.Count < required ? throw TooFew([.. parameters[arguments.Count..required]])
            : ValueTask.FromResult(body(arguments));
    }

    private PythonException TooMany(int given, int required)
    {
        string wanted = optionalCount > 0 ? $"from {required} to {parameters.Length}" : $"{parameters.Length}";
        string noun = parameters.Length == 1 && optionalCount == 0 ? "argument" : "arguments";
        return new PythonException("TypeError", $"{Name}() takes {wanted} positional {noun} but {given} {(given == 1 ? "was" : "were")} given");
    }

    private PythonException TooFew(string[] missing)
    {
        string[] quoted = [.. missing.Select(parameter => $"'{parameter}'")];
        string list = quoted.Length switch
        {
            1 => quoted[0],
            2 => $"{quoted[0]} and {quoted[1]}",
            _ => $"{string.Join(", ", quoted[..^1])}, and {quoted[^1]}",
        };
        return new PythonException("TypeError", $"{Name}() missing {quoted.Length} required positional argument{(quoted.Length == 1 ? "" : "s")}: {list}");
    }
}

using Scalewright;
using Scalewright.Agents.XmlRpc;

namespace VirtCluster.Compat;

/// <summary>Calls a function as Python does, with Python's messages for a wrong number of arguments.</summary>
internal sealed class PythonFunction
{
    private readonly string[] _parameters;
    private readonly int _optionalCount;
    private readonly Func<ValueList<XmlRpcValue>, ValueTask<XmlRpcValue>> _body;

    /// <summary>Creates a synchronous function.</summary>
    /// <param name="name">Its name, without a module.</param>
    /// <param name="parameters">Names of its parameters.</param>
    /// <param name="optionalCount">Number of trailing parameters with a default.</param>
    /// <param name="body">Implementation.</param>
    public PythonFunction(string name, string[] parameters, int optionalCount, Func<ValueList<XmlRpcValue>, XmlRpcValue> body)
        : this(name, parameters, optionalCount, arguments => ValueTask.FromResult(body(arguments)))
    {
    }

    private PythonFunction(string name, string[] parameters, int optionalCount, Func<ValueList<XmlRpcValue>, ValueTask<XmlRpcValue>> body)
    {
        Name = name;
        _parameters = parameters;
        _optionalCount = optionalCount;
        _body = body;
    }

    /// <summary>Its name, without a module.</summary>
    public string Name { get; }

    /// <summary>Creates an asynchronous function.</summary>
    /// <param name="name">Its name, without a module.</param>
    /// <param name="parameters">Names of its parameters, all without a default.</param>
    /// <param name="body">Implementation.</param>
    public static PythonFunction Waiting(string name, string[] parameters, Func<ValueList<XmlRpcValue>, ValueTask<XmlRpcValue>> body) =>
        new(name, parameters, optionalCount: 0, body);

    /// <summary>Calls the function.</summary>
    /// <exception cref="PythonException">The number of arguments is wrong, or the function fails.</exception>
    public ValueTask<XmlRpcValue> CallAsync(ValueList<XmlRpcValue> arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int required = _parameters.Length - _optionalCount;
        if (arguments.Count > _parameters.Length)
        {
            throw TooMany(arguments.Count, required);
        }

        return arguments.Count < required ? throw TooFew([.. _parameters[arguments.Count..required]]) : _body(arguments);
    }

    private PythonException TooMany(int given, int required)
    {
        string wanted = _optionalCount > 0 ? $"from {required} to {_parameters.Length}" : $"{_parameters.Length}";
        string noun = _parameters.Length == 1 && _optionalCount == 0 ? "argument" : "arguments";
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

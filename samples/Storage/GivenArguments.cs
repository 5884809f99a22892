using Scalewright;
using Scalewright.Agents.XmlRpc;

namespace StorageSample;

/// <summary>Arguments of a remote-control call, untrusted: each access validates presence and type.</summary>
internal sealed class GivenArguments
{
    private readonly string _method;
    private readonly string[] _names;
    private readonly ValueList<XmlRpcValue> _given;

    /// <param name="method">The method, for messages.</param>
    /// <param name="needed">Names of the required arguments, in order.</param>
    /// <param name="allowed">Names of the optional arguments after them.</param>
    /// <exception cref="SimulatorException">There are too few or too many arguments.</exception>
    public GivenArguments(string method, string[] needed, string[] allowed, ValueList<XmlRpcValue> given)
    {
        (_method, _names, _given) = (method, [.. needed, .. allowed], given);
        if (given.Count < needed.Length || given.Count > _names.Length)
        {
            string usage = string.Join(", ", needed.Concat(allowed.Select(name => $"[{name}]")));
            throw new SimulatorException($"{method}: has {Pluralizer.Format(given.Count, "argument")}, where {(usage.Length == 0 ? "none belongs" : $"({usage}) belongs")}");
        }
    }

    public string Text(int index) => Of(index, XmlRpcKind.String, "a text").String;

    /// <summary>Optional flag. Default false.</summary>
    public bool Flag(int index) => index < _given.Count && Of(index, XmlRpcKind.Boolean, "true or false").Boolean;

    public int Count(int index, int least, int most)
    {
        string wanted = $"a whole number from {least} to {most}";
        return Of(index, XmlRpcKind.Integer, wanted).Integer is var count && count >= least && count <= most ? (int)count : throw Wrong(index, $"{count}", wanted);
    }

    public IReadOnlyList<string> Texts(int index)
    {
        const string Wanted = "a list of texts";
        ValueList<XmlRpcValue> items = Of(index, XmlRpcKind.Array, Wanted).Items;
        return items.All(item => item.Kind == XmlRpcKind.String) ? [.. items.Select(item => item.String)] : throw Wrong(index, $"of type {items.First(item => item.Kind != XmlRpcKind.String).Kind} in the list", Wanted);
    }

    public ValueList<XmlRpcMember> Members(int index, string wanted) => Of(index, XmlRpcKind.Struct, wanted).Members;

    public SimulatorException Wrong(int index, string found, string wanted) => new($"{_method}: argument {index + 1} ({_names[index]}) is {found}, where {wanted} belongs");

    private XmlRpcValue Of(int index, XmlRpcKind kind, string wanted) => _given[index].Kind == kind ? _given[index] : throw Wrong(index, $"of type {_given[index].Kind}", wanted);
}

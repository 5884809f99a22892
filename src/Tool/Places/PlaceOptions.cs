using System.CommandLine;
using System.CommandLine.Parsing;

namespace Scalewright.Tool.Places;

/// <summary>The options with which a verb is told a place.</summary>
internal sealed class PlaceOptions
{
    // Ten years.
    private const int HoursMax = 87_600;

    private readonly Option<string> _place;
    private readonly Option<long> _seed = new("--seed")
    {
        Description = "What decides all chance of a simulated place; default 0.",
        HelpName = "NUMBER",
        CustomParser = argument => WholeNumber.Read(argument, long.MinValue, long.MaxValue),
    };
    private readonly Option<string> _folder = new("--folder") { Description = "Where nodes are written down: of this machine, or on each machine of --hosts.", HelpName = "DIR" };
    private readonly Option<string> _hosts = new("--hosts") { Description = "File of machines to reach by SSH, JSON or YAML.", HelpName = "FILE" };
    private readonly Option<string> _config = new("--ssh-config") { Description = "Configuration of the OpenSSH client, instead of the user's own.", HelpName = "FILE" };
    private readonly Option<string> _client = new("--ssh-program") { Description = "The OpenSSH client; default ssh of the path.", HelpName = "PROGRAM" };
    private readonly Option<string> _partition = new("--partition") { Description = "The partition of Slurm that nodes come from.", HelpName = "NAME" };
    private readonly Option<int> _hours = new("--hours")
    {
        Description = "How many hours Slurm keeps a node.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 1,
        CustomParser = argument => (int)WholeNumber.Read(argument, 1, HoursMax, "hours"),
    };
    private readonly Option<string> _kubeconfig = new("--kubeconfig") { Description = "The kubeconfig file; default where kubectl looks.", HelpName = "FILE" };
    private readonly Option<string> _image = new("--image") { Description = "The image of pods whose nodes name none.", HelpName = "NAME" };
    private readonly Option<string> _socket = new("--socket") { Description = "The socket of minimega; default /tmp/minimega/minimega.", HelpName = "FILE" };
    private readonly bool _isLasting;
    private readonly string _names;

    private PlaceOptions(bool isLasting)
    {
        _isLasting = isLasting;
        _names = isLasting ? PlaceCatalogue.LastingNames : PlaceCatalogue.Names;
        _place = new Option<string>("--place") { Description = $"Where nodes live: {_names}.", HelpName = "PLACE" };
    }

    // Each is one that some places take and others do not.
    private Option[] OfPlaces => [_hosts, _config, _client, _folder, _partition, _hours, _kubeconfig, _image, _socket, .. _isLasting ? Array.Empty<Option>() : [_seed]];

    /// <summary>Adds the options to a verb, and the checks that they fit each other.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="isLasting">True when the verb is about what another command left: a simulated place has nothing of that.</param>
    public static PlaceOptions AddTo(Command verb, bool isLasting)
    {
        PlaceOptions options = new(isLasting);
        foreach (Option option in (Option[])[options._place, .. options.OfPlaces])
        {
            verb.Options.Add(option);
        }

        options._place.Required = isLasting;
        verb.Validators.Add(options.Check);
        return options;
    }

    /// <summary>What was chosen, once the command line was found to be right.</summary>
    public PlaceChoice Choose(ParseResult result) => new(Find(result.GetRequiredValue(_place))!)
    {
        Seed = _isLasting ? 0 : result.GetValue(_seed),
        Folder = result.GetValue(_folder),
        Hosts = result.GetValue(_hosts) ?? "",
        Config = result.GetValue(_config) ?? "",
        Client = result.GetValue(_client) ?? "ssh",
        Partition = result.GetValue(_partition) ?? "",
        Hours = result.GetValue(_hours),
        Kubeconfig = result.GetValue(_kubeconfig) ?? "",
        Image = result.GetValue(_image) ?? "",
        Socket = result.GetValue(_socket),
    };

    /// <summary>The partition of Slurm and the hours that a command line names, for what is not about nodes.</summary>
    public (string Partition, int Hours) SlurmOf(ParseResult result) => (result.GetValue(_partition) ?? "", result.GetValue(_hours));

    /// <summary>What a command line says of a place although it names none, but for the partition of Slurm and the hours.</summary>
    public IEnumerable<string> Stray(CommandResult result, bool isSlurm) => OfPlaces
        .Where(option => result.GetResult(option) is { Implicit: false } && !(isSlurm && (option == _partition || option == _hours)))
        .Select(option => option.Name);

    /// <summary>Whether a command line names a place, or something in its stead.</summary>
    public bool IsSaid(CommandResult result) => result.GetResult(_place) is { Implicit: false };

    /// <summary>The place that a command line names; null when it names none.</summary>
    public PlaceEntry? TryChoose(CommandResult result) => result.GetResult(_place) is { Tokens: [{ Value: string name }] } ? Find(name) : null;

    private void Check(CommandResult result)
    {
        // A place that is missing is told by the parser.
        if (result.GetResult(_place) is not { Tokens: [{ Value: string name }] })
        {
            return;
        }

        if (Find(name) is not { } entry)
        {
            result.AddError($"--place: '{name}' is no place; use {_names}");
            return;
        }

        if (entry.IsFleeting && _isLasting)
        {
            result.AddError($"--place: nothing of '{name}' outlives the command that made it; use a place that lasts, or 'scalewright run'");
        }

        foreach (Option option in OfPlaces)
        {
            bool isSaid = result.GetResult(option) is { Implicit: false };
            if (isSaid && !entry.Options.Contains(option.Name, StringComparer.Ordinal))
            {
                result.AddError($"{option.Name}: '{name}' does not take it; {(entry.Options.Count == 0 ? "leave it out" : $"it takes {string.Join(" and ", entry.Options)}")}");
            }

            if (isSaid && result.GetResult(option) is { Tokens: [{ Value.Length: 0 }] })
            {
                result.AddError($"{option.Name}: '' is nothing; name one");
            }

            if (!isSaid && entry.Needed == option.Name)
            {
                result.AddError($"{option.Name}: '{name}' needs it");
            }
        }
    }

    private static PlaceEntry? Find(string name) => PlaceCatalogue.All.FirstOrDefault(entry => entry.Name == name);
}

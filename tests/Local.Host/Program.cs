using System.Globalization;
using Scalewright.Providers;
using Scalewright.Providers.Local;

// Delays the link of one node of a folder until it is killed: the folder, the node's name and milliseconds.
if (args is not [var folder, var name, var milliseconds])
{
    return 2;
}

await using LocalProvider provider = new(new LocalProviderOptions { Folder = folder });
Resource node = (await provider.ObserveAsync(null)).Single(node => node.Tag.Name == name);
await provider.ShapeAsync(node, new LinkShape { Delay = TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture)) });
Console.WriteLine("delayed");
await Task.Delay(Timeout.Infinite);
return 0;

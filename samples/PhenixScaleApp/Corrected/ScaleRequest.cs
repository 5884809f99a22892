using Scalewright.Documents;

namespace PhenixScaleApp.Corrected;

/// <summary>What an experiment asks of the app, checked as far as it needs no plugin.</summary>
/// <param name="Name">The experiment's name.</param>
/// <param name="BaseFolder">The experiment's folder.</param>
/// <param name="Profiles">The profiles, with what they leave to the experiment filled in.</param>
/// <param name="ProfilesPath">Where the list of profiles is in the document.</param>
internal sealed record ScaleRequest(string Name, string BaseFolder, DocumentList Profiles, string ProfilesPath);

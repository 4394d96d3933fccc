using BlindVla.Control;
using BlindVla.Core;
using BlindVla.Imaging;
using BlindVla.Reports;

namespace BlindVla.Cli;

/// <summary>What a rig's cameras see, beside what a suite expects them to see, as files. Nothing moves for it.</summary>
/// <param name="episode">Whose scene is expected.</param>
/// <param name="folder">Where the pictures are.</param>
internal sealed class RigPictures(ArmRig rig, EpisodeSpec episode, string folder)
{
    /// <summary>What was there of an earlier look would be taken for what is seen now.</summary>
    public void Clear()
    {
        Directory.CreateDirectory(folder);
        foreach (var file in rig.Cameras.SelectMany(camera => new[] { Live(camera), Expected(camera), Overlay(camera) }))
            File.Delete(file);
    }

    /// <summary>Draws the scene with the arm at its rest, and lays that over what each camera saw.</summary>
    /// <param name="simulator">What draws it.</param>
    /// <param name="say">Told where everything is, and of what there is nothing.</param>
    /// <exception cref="EnvironmentException">It cannot be drawn.</exception>
    public async Task LayOverAsync(IEnvironmentSource simulator, Action<string> say, CancellationToken cancellationToken)
    {
        // What a camera did not show the check has said.
        var seen = rig.Cameras.Where(camera => File.Exists(Live(camera))).ToList();
        if (seen.Count == 0)
            return;
        await using var world = await simulator.OpenAsync(worker: 0, cancellationToken);
        foreach (var name in seen)
        {
            if (world.Spec.Cameras.FirstOrDefault(camera => camera.Name == name) is not { } camera)
            {
                say($"{Live(name)}: the suite has no camera of this name to lay over it");
                continue;
            }
            var live = PictureFile.Read(Live(name));
            var request = new CameraRequest(name, Math.Min(live.Width, camera.MaxWidth), Math.Min(live.Height, camera.MaxHeight));
            var first = await world.ResetAsync(AtRest(episode), new([request], Privileged: false), cancellationToken);
            var drawn = BicubicResampler.Resize(Picture.Of(first.Observation.Images[0]), live.Width, live.Height);
            PictureOutput.Write(Expected(name), drawn);
            PictureOutput.Write(Overlay(name), Half(live, drawn));
            say($"{Overlay(name)}: {Path.GetFileName(Live(name))} and {Path.GetFileName(Expected(name))}, half of each");
        }
    }

    private EpisodeSpec AtRest(EpisodeSpec drawn) =>
        drawn.Scene is TabletopScene scene ? drawn with { Scene = scene with { ArmJointPositions = rig.Rest } } : drawn;

    private static Picture Half(Picture one, Picture other) =>
        new(one.Width, one.Height, one.Rgb.ToArray().Zip(other.Rgb.ToArray(), (a, b) => (byte)((a + b + 1) / 2)).ToArray());

    private string Live(string camera) => Of(camera, "");

    private string Expected(string camera) => Of(camera, "-expected");

    private string Overlay(string camera) => Of(camera, "-overlay");

    /// <summary>As the check names its files: a camera's name may be anything.</summary>
    private string Of(string camera, string what) =>
        Path.Combine(folder, string.Concat(camera.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_')) + what + ".png");
}
